package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Nodes that are asked something; and how they are asked, and the answer shown. */
final class InquiryOptions {
    @Mixin
    private FarmOptions farm;

    @Option(names = "--json", description = "Print one line of JSON instead of a table.")
    private boolean json;

    /**
     * @param prune null to only ask
     * @param shown what is printed of the nodes and their answer
     * @return the exit code: whether all nodes did what was asked of them, or whose fault it is
     */
    int ask(boolean disk, Inquiry.Prune prune, BiFunction<NodeSet, InquiryAnswer, Shown> shown, PrintStream out)
            throws InterruptedException {
        NodeSet nodes = farm.nodes();
        Inquiry inquiry = new Inquiry(
                nodes.nodes(), new Secrets(Map.of(), Map.of(), nodes.keys()), farm.nodeTimeoutMs(), disk, prune);
        Cancellation cancellation = new Cancellation();
        try (CancelOnShutdown shutdown = new CancelOnShutdown(cancellation)) {
            InquiryAnswer answer = Engine.inquirer().answer(inquiry, cancellation);
            Shown result = shown.apply(nodes, answer);
            if (json) {
                out.println(Wire.write(result.json()));
            } else {
                result.table().lines().forEach(out::println);
            }
            return shutdown.ended(exitCode(answer));
        }
    }

    /** @param json the same for programs */
    record Shown(TextTable table, Object json) {}

    private static int exitCode(InquiryAnswer answer) {
        List<Fault> faults = Stream.concat(
                        answer.reports().stream().map(report -> report.problem()),
                        answer.pruned().stream().map(pruned -> pruned.problem()))
                .filter(Objects::nonNull)
                .map(Problem::fault)
                .toList();
        return faults.stream().min(Fault::compareTo).map(ExitCode::of).orElse(ExitCode.SUCCESS);
    }
}
