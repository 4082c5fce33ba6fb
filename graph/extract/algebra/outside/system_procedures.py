"""Stage 4, core: which names that begin with `sp_` are SQL Server's own procedures. Any other is somebody's.

The names are those of the reference "System stored procedures (Transact-SQL)", without the families below.
"""

from graph.extract.lexer import words
from graph.names import Name

_FAMILIES = (
    *("sp_oa", "sp_xml_", "sp_trace_", "sp_cdc_", "sp_describe_", "sp_fulltext_", "sp_syspolicy_", "sp_cursor"),
    *("sp_help", "sp_msforeach", "sp_msdrop", "sp_mshelp"),
)

_NAMES = words(
    """
    add_data_file_recover_suspect_db add_log_file_recover_suspect_db addapprole addextendedproc
    addextendedproperty addlinkedserver addlinkedsrvlogin addlogin addmessage addremotelogin addrole
    addrolemember addserver addsrvrolemember addtype addumpdevice adduser altermessage approlepassword attach_db
    attach_single_file_db audit_write autostats bindefault bindrule bindsession certify_removable
    change_users_login changedbowner changeobjectowner clean_db_file_free_space clean_db_free_space
    column_privileges column_privileges_ex columns columns_ex configure configure_automatic_tuning
    control_plan_guide create_openrowset_statistics create_plan_guide create_plan_guide_from_handle
    create_removable createstats cycle_errorlog databases datatype_info db_increased_partitions
    db_vardecimal_storage_format dbcmptlevel dboption dbremove defaultdb defaultlanguage delete_firewall_rule
    denylogin depends detach_db drop_openrowset_statistics dropalias dropapprole dropdevice dropextendedproc
    dropextendedproperty droplinkedsrvlogin droplogin dropmessage dropremotelogin droprole droprolemember
    dropserver dropsrvrolemember droptype dropuser enum_oledb_providers estimate_data_compression_savings
    estimated_rowsize_reduction_for_vardecimal execute_external_script executesql
    filestream_force_garbage_collection fkeys foreignkeys getapplock getbindtoken getdefaultdatatypemapping
    grantdbaccess grantlogin indexes indexoption invalidate_textptr invoke_external_rest_endpoint
    kill_filestream_non_transacted_handles linkedservers lock monitor pkeys polybase_join_group prepare prepexec
    prepexecrpc primarykeys processmail procoption query_store_flush_db query_store_force_plan
    query_store_remove_plan query_store_remove_query query_store_reset_exec_stats query_store_unforce_plan
    readerrorlog recompile refresh_parameter_encryption refreshsqlmodule refreshview releaseapplock rename
    renamedb replcmds repldone replflush replicationdboption repltrans reset_connection reset_session_context
    resetstatus resyncexecute resyncexecutesql resyncprepare resyncuniquetable revokedbaccess revokelogin
    rxpredict sequence_get_range server_diagnostics server_info serveroption set_session_context setapprole
    setnetname settriggerorder spaceused special_columns sproc_columns statistics stored_procedures
    table_privileges table_privileges_ex table_validation tableoption tables tables_ex testlinkedserver
    unbindefault unbindrule unprepare unsetapprole unsubscribe updateextendedproperty updatestats user_counter
    user_counter1 validatelogins validname wait_for_database_copy_sync who who2
    """
)
"""Without the `sp_` in front."""


def is_system_procedure(name: Name) -> bool:
    """Whether the procedure is part of SQL Server and touches none of the data that is followed here."""
    if name[0].lower() == "sys" or (len(name) > 1 and name[-2].lower() == "sys"):
        return True
    if len(name) > 1 and name[-2].lower() not in ("", "dbo"):
        return False
    plain = name[-1].lower()
    return (plain[:3] == "sp_" and plain[3:] in _NAMES) or plain.startswith(_FAMILIES)
