/** Preloaded into a process, it makes a worker of it die at once: what has a channel to its parent is one. */
if (process.send !== undefined) process.kill(process.pid, 'SIGKILL')
