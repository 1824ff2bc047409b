"""Runs a PyFlink program with its checkpoints on disk, in the folder where it runs. args: program, its args.

A local cluster keeps checkpoints in memory, 5 MB of state each at most: above that they fail, and the job begins again, for ever.
"""
import os, runpy, sys
from pyflink.table import TableEnvironment

program = sys.argv[1]
create = TableEnvironment.create

def create_on_disk(settings):
    env = create(settings)
    env.get_config().set('execution.checkpointing.storage', 'filesystem').set('execution.checkpointing.dir', f'file://{os.getcwd()}/checkpoints')
    return env

TableEnvironment.create = staticmethod(create_on_disk)
sys.argv = sys.argv[1:]
runpy.run_path(program, run_name='__main__')
