package io.jenkins.plugins.imagefarm.fake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays the engine's answer to an inquiry. What a node does is told by its name:
 *
 * <ul>
 *   <li>{@code dead…}: does not answer
 *   <li>{@code hang…}: the engine never ends
 *   <li>{@code die…}: the engine ends with status 3, after a word to standard error
 *   <li>{@code silent…}: the engine ends well but says nothing
 *   <li>{@code arm…}: is one for linux/arm64, without emulation
 *   <li>all others: answer as a BuildKit for linux/amd64 that emulates linux/arm64
 * </ul>
 */
final class FakeInquiry {
    private FakeInquiry() {}

    static void answer() throws IOException, InterruptedException {
        String question = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        List<String> reports = new ArrayList<>();
        List<String> pruned = new ArrayList<>();
        Matcher node = Pattern.compile("\"name\":\"([^\"]*)\"").matcher(question);
        while (node.find()) {
            String name = node.group(1);
            if (name.startsWith("hang")) {
                Thread.sleep(Long.MAX_VALUE);
            } else if (name.startsWith("die")) {
                System.err.println("boom");
                System.exit(3);
            } else if (name.startsWith("silent")) {
                return;
            }
            reports.add(report(name, question.contains("\"disk\":true")));
            if (question.contains("\"prune\":{") && !name.startsWith("dead")) {
                pruned.add("{\"node\":\"" + name + "\",\"images\":[\"old:1\",\"old:2\"],\"reclaimed\":3000000}");
            }
        }
        System.out.println("Picked up what a JVM says of its own accord");
        System.out.println(
                "{\"reports\":[" + String.join(",", reports) + "],\"pruned\":[" + String.join(",", pruned) + "]}");
    }

    private static String report(String name, boolean disk) {
        return "{\"node\":\"" + name + "\",\"at\":" + System.currentTimeMillis() + ",\"tookMs\":7,"
                + (name.startsWith("dead")
                        ? "\"problem\":{\"fault\":\"SERVICE\",\"cause\":\"Nobody answers at " + name
                                + "\",\"advice\":\"Start it.\"}}"
                        : "\"info\":{\"type\":\"BUILDKIT\",\"version\":\"v0.13.2\",\"nativePlatforms\":[\""
                                + (name.startsWith("arm") ? "linux/arm64" : "linux/amd64")
                                + "\"],\"emulatedPlatforms\":["
                                + (name.startsWith("arm") ? "" : "\"linux/arm64\"")
                                + "],\"features\":[\"SECRETS\"],\"diskUsed\":"
                                + (disk ? 123_456_789 : -1) + "}}");
    }
}
