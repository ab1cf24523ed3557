package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code image-farm farm status}: what nodes say of themselves. */
@Command(
        name = "status",
        description = "Ask nodes what they are.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all nodes answered",
            "1:one did not, and you have to act: key, host key, certificate, address",
            "2:the command line is wrong",
            "3:one did not; trying again may help"
        })
final class FarmStatusCommand implements Callable<Integer> {
    private final PrintStream out;

    @Mixin
    private InquiryOptions inquiry;

    @Option(
            names = "--disk",
            description = "Also ask how much disk images and build cache take; that may take a while.")
    private boolean disk;

    FarmStatusCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        return inquiry.ask(
                disk, null, (nodes, answer) -> new InquiryOptions.Shown(table(nodes, answer), answer.reports()), out);
    }

    private static TextTable table(NodeSet nodes, InquiryAnswer answer) {
        TextTable table = new TextTable("NODE", "STATE", "BUILDER", "SLOTS", "DISK", "TIME", "PLATFORMS");
        for (int i = 0; i < answer.reports().size(); i++) {
            FarmNode node = nodes.nodes().get(i);
            NodeReport report = answer.reports().get(i);
            String slots = String.valueOf(node.maxBuilds());
            String time = report.tookMs() + " ms";
            if (report.hasAnswered()) {
                NodeInfo info = report.info();
                table.row(
                        node.name(),
                        "up",
                        (info.type() + " " + info.version()).strip(),
                        slots,
                        info.diskUsed() < 0 ? "-" : ByteSize.of(info.diskUsed()),
                        time,
                        platforms(info));
            } else {
                table.row(
                        node.name(),
                        "down",
                        "-",
                        slots,
                        "-",
                        time,
                        report.problem().toString());
            }
        }
        return table;
    }

    private static String platforms(NodeInfo info) {
        String emulated =
                info.emulatedPlatforms().isEmpty() ? "" : " (emulated: " + list(info.emulatedPlatforms()) + ")";
        return list(info.nativePlatforms()) + emulated;
    }

    private static String list(List<Platform> platforms) {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(", "));
    }
}
