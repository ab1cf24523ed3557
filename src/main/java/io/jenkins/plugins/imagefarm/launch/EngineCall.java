package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import hudson.model.Node;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iAnswer;
import io.jenkins.plugins.imagefarm.engine.api.S2iQuestion;
import io.jenkins.plugins.imagefarm.engine.api.S2iVerdict;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.support.concurrent.Timeout;

/**
 * Asks nodes or registries a question: runs the engine once, on an agent or on the controller's own machine, with the question on its standard
 * input. Nothing but the engine's jar is ever on a disk, and the question, which holds keys, is on no command line.
 *
 * <p>A call waits for its answer, so it is not for a thread that somebody else needs. It ends by itself in any case; when its
 * thread is interrupted, the engine is killed.
 */
public final class EngineCall {
    /** What is asked, by a command of the engine. */
    private enum Question {
        INQUIRE("inquire", "The nodes"),
        JUDGE("judge", "The registries");

        private final String command;

        /** For people. */
        private final String asked;

        Question(String command, String asked) {
            this.command = command;
            this.asked = asked;
        }
    }

    /** For registries, which are tried again when they fail. */
    private static final Duration REGISTRIES = Duration.ofMinutes(5);

    /** For the engine to start, on a machine that is busy, and to leave its class-data archive the first time. */
    private static final Duration START = Duration.ofSeconds(30);

    private static final Duration DISK = Duration.ofMinutes(2);
    private static final Duration PRUNE = Duration.ofMinutes(30);

    /** For the jar to be copied, and the call itself. */
    private static final Duration TRANSFER = Duration.ofMinutes(1);

    private static final int MOST_ERRORS = 500;

    private final Node machine;

    private EngineCall(Node machine) {
        this.machine = machine;
    }

    /** They are asked from the controller's machine. */
    @NonNull
    public static EngineCall onController() {
        return new EngineCall(Controller.node(""));
    }

    /** They are asked from that agent's machine. */
    @NonNull
    public static EngineCall on(@NonNull Node agent) {
        return new EngineCall(agent);
    }

    /**
     * They are asked from where a step runs.
     *
     * @param agent null outside a {@code node} block
     */
    @NonNull
    public static EngineCall ofStep(@CheckForNull Node agent) {
        return agent == null ? onController() : on(agent);
    }

    /** Where they are asked from: an agent's name, empty for the controller. */
    @NonNull
    public String machine() {
        return machine.getNodeName();
    }

    /**
     * Asks, and waits for the answer. A node that does not answer is a report that says so, not an exception.
     *
     * @throws ProblemException if the engine could not be run, or did not answer
     */
    @NonNull
    public InquiryAnswer ask(@NonNull Inquiry inquiry) throws InterruptedException {
        return ask(Question.INQUIRE, inquiry, InquiryAnswer.class, limit(inquiry));
    }

    /**
     * Has a builder image judged, and waits for the answer.
     *
     * @throws ProblemException if the engine could not be run, or a registry could not be asked
     */
    @NonNull
    public S2iVerdict ask(@NonNull S2iQuestion question) throws InterruptedException {
        S2iAnswer answer = ask(Question.JUDGE, question, S2iAnswer.class, START.plus(REGISTRIES));
        if (answer.problem() != null) {
            throw new ProblemException(answer.problem());
        }
        return answer.verdict();
    }

    private <T> T ask(Question question, Object input, Class<T> type, Duration limit) throws InterruptedException {
        Duration all = limit.plus(TRANSFER);
        long start = System.nanoTime();
        try (Timeout timeout = Timeout.limit(all.toSeconds(), TimeUnit.SECONDS)) {
            return answer(question, run(question.command, input, limit), type);
        } catch (IOException e) {
            throw failure(question, e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } catch (InterruptedException e) {
            if (System.nanoTime() - start < all.toNanos()) {
                throw e;
            }
            throw failure(question, "no answer within " + all.toSeconds() + " s", e);
        }
    }

    private static Duration limit(Inquiry inquiry) {
        return Duration.ofMillis(inquiry.timeoutMs())
                .plus(START)
                .plus(inquiry.disk() ? DISK : Duration.ZERO)
                .plus(inquiry.prune() != null ? PRUNE : Duration.ZERO);
    }

    private EngineCommand.Reply run(String command, Object input, Duration limit)
            throws IOException, InterruptedException {
        FilePath root = machine.getRootPath();
        if (root == null) {
            throw new AgentAwayException(machine.getNodeName());
        }
        InstalledEngine engine = new EngineInstaller(EngineJar.get(), command).install(root);
        return root.act(new EngineCommand(engine, command, Wire.write(input), limit));
    }

    private <T> T answer(Question question, EngineCommand.Reply reply, Class<T> type) throws IOException {
        Integer status = reply.exitStatus();
        if (status == null) {
            throw failure(question, "the engine did not end in time and was killed", null);
        }
        // Whatever a JVM prints of its own accord comes before.
        String last = lines(reply.output()).reduce("", (before, line) -> line);
        if (status != 0 || last.isEmpty()) {
            throw failure(question, "the engine ended with exit status " + status + errors(reply), null);
        }
        return Wire.read(last, type);
    }

    private static String errors(EngineCommand.Reply reply) {
        String errors = String.join(" ", lines(reply.errors()).toList());
        return errors.isEmpty()
                ? " and without an answer"
                : ": "
                        + (errors.length() > MOST_ERRORS
                                ? "…" + errors.substring(errors.length() - MOST_ERRORS)
                                : errors);
    }

    private static Stream<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty());
    }

    private ProblemException failure(Question question, String reason, Exception cause) {
        String place = machine.getNodeName().isEmpty() ? "the controller" : "agent " + machine.getNodeName();
        return new ProblemException(
                Problem.service(question.asked + " could not be asked from " + place + ": " + reason, ""), cause);
    }
}
