package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code image-farm farm platforms}: what a farm can build, and where. */
@Command(
        name = "platforms",
        description = "List the platforms that nodes build natively and by emulation.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "A node that does not answer is left out; its problem is what 'farm status' shows."})
final class FarmPlatformsCommand implements Callable<Integer> {
    private final PrintStream out;

    @Mixin
    private InquiryOptions inquiry;

    FarmPlatformsCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        return inquiry.ask(false, null, FarmPlatformsCommand::shown, out);
    }

    /** For programs. */
    private record Row(Platform platform, List<String> natively, List<String> emulated) {}

    private static InquiryOptions.Shown shown(NodeSet nodes, InquiryAnswer answer) {
        Map<String, Row> rows = new TreeMap<>();
        for (int i = 0; i < answer.reports().size(); i++) {
            FarmNode node = nodes.nodes().get(i);
            NodeReport report = answer.reports().get(i);
            if (report.hasAnswered()) {
                used(node, report.info().nativePlatforms())
                        .forEach(each -> row(rows, each).natively.add(node.name()));
                used(node, report.info().emulatedPlatforms())
                        .forEach(each -> row(rows, each).emulated.add(node.name()));
            }
        }
        TextTable table = new TextTable("PLATFORM", "NATIVE", "EMULATED");
        rows.values().forEach(row -> table.row(row.platform.toString(), list(row.natively), list(row.emulated)));
        return new InquiryOptions.Shown(table, rows.values());
    }

    private static List<Platform> used(FarmNode node, List<Platform> platforms) {
        return platforms.stream()
                .filter(each -> node.platforms().isEmpty() || node.platforms().contains(each))
                .toList();
    }

    private static Row row(Map<String, Row> rows, Platform platform) {
        return rows.computeIfAbsent(
                platform.toString(), key -> new Row(platform, new ArrayList<>(), new ArrayList<>()));
    }

    private static String list(List<String> nodes) {
        return nodes.isEmpty() ? "-" : String.join(", ", nodes);
    }
}
