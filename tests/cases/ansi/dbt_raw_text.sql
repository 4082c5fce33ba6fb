-- expect: v.a <- t.a
create view v as select a, '{% raw %}{{ not a tag }}{% endraw %}' as b from {%- raw %} t{% endraw %};
-- construct: Jinja and dbt
