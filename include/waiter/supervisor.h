/* supervisor.h -- words to whoever started us, where that is systemd (sd_notify(3)); else nothing. */
#ifndef WAITER_SUPERVISOR_H
#define WAITER_SUPERVISOR_H

/* "READY=1", "STOPPING=1", "WATCHDOG=1" to the socket named by NOTIFY_SOCKET. Never fails: who does
 * not listen is not told. */
void supervisor_tell(const char *words);

#endif
