-- table: t <- /x (value)
copy binary t from '/x';
