-- status: 1 refused: parse error near 'from'
unload ('selec from') to 's3://b/o' iam_role 'x';
