package chat.sentinel.localstack;

import java.io.IOException;

enum Signal {
    TERM,
    INT,
    KILL,
    STOP,
    CONT;

    void send(ProcessIdentity process) {
        if (!process.alive()) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name() + " " + process.pid() + " 2>/dev/null")
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new StackException("Cannot send SIG" + name() + " to " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted", e);
        }
    }
}
