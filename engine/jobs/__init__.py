"""Jobs: every accepted event is answered, whatever happens to the processes that do it.

The jobs are DBOS workflows in the database of the store. `jobs` takes them in, in the transaction
of what they are about; `worker` does them, on this machine or on many. What a job is given is ids
alone, as JSON.
"""
