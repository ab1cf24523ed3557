package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import hudson.model.Node;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.support.concurrent.Timeout;

/**
 * Asks nodes a question: runs the engine once, on an agent or on the controller's own machine, with the question on its standard
 * input. Nothing but the engine's jar is ever on a disk, and the question, which holds keys, is on no command line.
 *
 * <p>A call waits for its answer, so it is not for a thread that somebody else needs. It ends by itself in any case; when its
 * thread is interrupted, the engine is killed.
 */
public final class EngineCall {
    private static final String COMMAND = "inquire";

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

    /** Nodes are asked from the controller's machine. */
    @NonNull
    public static EngineCall onController() {
        return new EngineCall(Controller.node(""));
    }

    /** Nodes are asked from that agent's machine. */
    @NonNull
    public static EngineCall on(@NonNull Node agent) {
        return new EngineCall(agent);
    }

    /** Where nodes are asked from: an agent's name, empty for the controller. */
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
        Duration limit = limit(inquiry);
        Duration all = limit.plus(TRANSFER);
        long start = System.nanoTime();
        try (Timeout timeout = Timeout.limit(all.toSeconds(), TimeUnit.SECONDS)) {
            return answer(run(inquiry, limit));
        } catch (IOException e) {
            throw failure(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } catch (InterruptedException e) {
            if (System.nanoTime() - start < all.toNanos()) {
                throw e;
            }
            throw failure("no answer within " + all.toSeconds() + " s", e);
        }
    }

    private static Duration limit(Inquiry inquiry) {
        return Duration.ofMillis(inquiry.timeoutMs())
                .plus(START)
                .plus(inquiry.disk() ? DISK : Duration.ZERO)
                .plus(inquiry.prune() != null ? PRUNE : Duration.ZERO);
    }

    private EngineCommand.Reply run(Inquiry inquiry, Duration limit) throws IOException, InterruptedException {
        FilePath root = machine.getRootPath();
        if (root == null) {
            throw new AgentAwayException(machine.getNodeName());
        }
        InstalledEngine engine = new EngineInstaller(EngineJar.get(), COMMAND).install(root);
        return root.act(new EngineCommand(engine, COMMAND, Wire.write(inquiry), limit));
    }

    private InquiryAnswer answer(EngineCommand.Reply reply) throws IOException {
        Integer status = reply.exitStatus();
        if (status == null) {
            throw failure("the engine did not end in time and was killed", null);
        }
        // Whatever a JVM prints of its own accord comes before.
        String last = lines(reply.output()).reduce("", (before, line) -> line);
        if (status != 0 || last.isEmpty()) {
            throw failure("the engine ended with exit status " + status + errors(reply), null);
        }
        return Wire.read(last, InquiryAnswer.class);
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

    private ProblemException failure(String reason, Exception cause) {
        String place = machine.getNodeName().isEmpty() ? "the controller" : "agent " + machine.getNodeName();
        return new ProblemException(
                Problem.service("The nodes could not be asked from " + place + ": " + reason, ""), cause);
    }
}
