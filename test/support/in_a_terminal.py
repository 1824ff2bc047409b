"""Runs a command in a pseudo-terminal and does what it is told on standard input, a JSON object a line; says on standard output what came.

{"wait": TEXT}        until the command has written TEXT
{"press": TEXT}       as if somebody had typed it
{"resize": [COLUMNS, ROWS]}
{"signal": NUMBER}    to the command
{"end": true}         until the command is over
The last line of standard output is {"output": ..., "code": ..., "echoes": ...}: all that the command wrote, its exit code, and
whether the terminal echoes what is typed again, as it did before.
"""
import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

PATIENCE_S = 15


def resize(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


columns, rows, *command = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    # The size has to be there before the command looks.
    time.sleep(0.1)
    os.execvp(command[0], command)
resize(terminal, int(columns), int(rows))

output = b""
seen = 0
status = None


def take(seconds):
    """What the command writes within some seconds; False where it has closed the terminal."""
    global output
    ready, _, _ = select.select([terminal], [], [], seconds)
    if not ready:
        return True
    try:
        data = os.read(terminal, 65536)
    except OSError:
        return False
    output += data
    return data != b""


def wait_for(text):
    global seen
    began = time.time()
    while output.find(text, seen) < 0:
        if time.time() - began > PATIENCE_S or not take(0.1):
            raise SystemExit(f"waited in vain for {text!r}: {output[-3000:]!r}")
    seen = output.find(text, seen) + len(text)


echoes = None
for line in sys.stdin:
    step = json.loads(line)
    if "wait" in step:
        wait_for(step["wait"].encode())
    elif "press" in step:
        os.write(terminal, step["press"].encode())
    elif "resize" in step:
        resize(terminal, *step["resize"])
        os.kill(child, signal.SIGWINCH)
    elif "signal" in step:
        os.kill(child, step["signal"])
    elif "end" in step:
        began = time.time()
        while status is None:
            take(0.05)
            try:
                echoes = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
            except termios.error:
                pass
            pid, code = os.waitpid(child, os.WNOHANG)
            if pid == child:
                status = os.waitstatus_to_exitcode(code)
            elif time.time() - began > PATIENCE_S:
                os.kill(child, signal.SIGKILL)
                raise SystemExit(f"it does not end: {output[-3000:]!r}")
        while take(0.1):
            if not select.select([terminal], [], [], 0.1)[0]:
                break
    print("{}", flush=True)

print(json.dumps({"output": output.decode(errors="replace"), "code": status, "echoes": echoes}), flush=True)
