package chat.sentinel.message.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.chat.ChatCommand.CommandCase;
import chat.sentinel.message.TestCluster;
import chat.sentinel.testkit.client.TestUser;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A second owner in the group of the first, which stops for good at one step, so that what it
/// has not finished by then it never finishes, or which stumbles there once.
final class MortalOwner implements AutoCloseable {
    private final EffectStep step;
    private final CommandCase command;
    private final boolean forGood;
    private final CountDownLatch died = new CountDownLatch(1);
    private final SecondOwner owner;

    MortalOwner(EffectStep step, CommandCase command) {
        this(step, command, true);
    }

    static MortalOwner whoStumblesOnceAt(EffectStep step, CommandCase command) {
        return new MortalOwner(step, command, false);
    }

    private MortalOwner(EffectStep step, CommandCase command, boolean forGood) {
        this.step = step;
        this.command = command;
        this.forGood = forGood;
        owner =
                new SecondOwner(
                        TestCluster.shared().bean(0, SequenceProperties.class), this::before);
    }

    private void before(EffectStep next, CommandCase kind) {
        boolean dead = died.getCount() == 0;
        if (dead ? forGood : next == step && kind == command) {
            died.countDown();
            throw new Death();
        }
    }

    void awaitDeath() throws InterruptedException {
        assertThat(died.await(20, TimeUnit.SECONDS)).as("the step was reached").isTrue();
    }

    TestUser[] pair() {
        return owner.pair();
    }

    UUID groupRequest(String creator) {
        return owner.groupRequest(creator);
    }

    @Override
    public void close() {
        owner.close();
    }

    private static final class Death extends Error {}
}
