-- What other routines put into a package's variable is not followed, and said; constants are nothing.
-- status: 7 partial: variable G_RATE of another routine; column or variable G_RATE
-- status: 8 parsed
create package body p as
  g_rate number;
  g_batch number := 7;
  g_count number := 0;
  procedure init is begin
    select r into g_rate from rates where rownum = 1;
    g_count := g_count + 1;
    insert into init_log (v) values (g_rate);
  end;
  procedure run is begin
    insert into t (v) select x * g_rate from s;
    insert into u (b, n) values (g_batch, g_count);
  end;
end;
/
-- expect: INIT_LOG.V <- RATES.R
-- expect: T.V <- S.X
