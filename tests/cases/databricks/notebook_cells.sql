-- Databricks notebook source
-- expect: u.a <- t.a
-- expect: w.a <- u.a
-- lines: 2 17-18
-- MAGIC %md it's a notebook

-- COMMAND ----------

insert into u (a)
select a from t

-- COMMAND ----------

-- MAGIC %python
-- MAGIC x = 1
-- COMMAND ----------
insert into w (a)
select a from u
