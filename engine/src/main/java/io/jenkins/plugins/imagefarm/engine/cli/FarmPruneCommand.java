package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code image-farm farm prune}: removes from nodes what nobody uses. */
@Command(
        name = "prune",
        description = "Remove build cache and images that no container uses from nodes.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class FarmPruneCommand implements Callable<Integer> {
    private final PrintStream out;

    @Mixin
    private InquiryOptions inquiry;

    @Option(names = "--all", description = "Also images that have a name.")
    private boolean all;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description = "Only what was not used for so long, such as 24h or 7d.")
    private String olderThan = "0";

    @Option(
            names = "--label",
            paramLabel = "KEY[=VALUE]",
            description = "Only images that have this label. May be repeated.")
    private List<String> labels = new ArrayList<>();

    FarmPruneCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        Inquiry.Prune prune =
                new Inquiry.Prune(all, Time.of("--older-than", olderThan).toSeconds(), labels);
        return inquiry.ask(false, prune, (nodes, answer) -> new InquiryOptions.Shown(table(answer), answer), out);
    }

    private static TextTable table(InquiryAnswer answer) {
        Map<String, Pruned> pruned =
                answer.pruned().stream().collect(Collectors.toMap(Pruned::node, Function.identity()));
        TextTable table = new TextTable("NODE", "IMAGES", "RECLAIMED", "PROBLEM");
        long total = 0;
        for (NodeReport report : answer.reports()) {
            Pruned done = pruned.get(report.node());
            if (done == null) {
                table.row(report.node(), "-", "-", report.problem().toString());
            } else {
                total += done.reclaimed();
                table.row(
                        done.node(),
                        String.valueOf(done.images().size()),
                        ByteSize.of(done.reclaimed()),
                        done.problem() == null ? "" : done.problem().toString());
            }
        }
        table.row("total", "", ByteSize.of(total), "");
        return table;
    }
}
