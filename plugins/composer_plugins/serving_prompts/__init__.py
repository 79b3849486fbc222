"""What frontends share whose protocol has only a prompt: who draws, the job behind a call, its pictures."""
