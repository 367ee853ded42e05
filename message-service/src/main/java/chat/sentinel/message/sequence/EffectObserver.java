package chat.sentinel.message.sequence;

import chat.sentinel.contracts.chat.ChatCommand;

/// Sees each step of the owner's effects just before it is done. Does nothing in production;
/// tests end the process here.
@FunctionalInterface
public interface EffectObserver {
    void before(EffectStep step, ChatCommand.CommandCase command);
}
