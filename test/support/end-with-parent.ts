// Preloaded by child processes of trials: a process whose parent has died ends, also where the parent had no time to end it.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
}, 500).unref()
