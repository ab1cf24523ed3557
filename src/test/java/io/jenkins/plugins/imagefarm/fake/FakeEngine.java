package io.jenkins.plugins.imagefarm.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays the build engine by the protocol of its control directory, in a process of its own. What it does is told by the
 * Dockerfile's text: commands separated by semicolons.
 *
 * <ul>
 *   <li>{@code lines COUNT MS}: prints lines, one every so many milliseconds, each with the time at which it was written, and tells them as output of step 1
 *   <li>{@code text HEX MS}: writes bytes, one every so many milliseconds
 *   <li>{@code stubborn}: does not heed an order to cancel, nor the signal to end
 *   <li>{@code deaf}: does not heed an order to cancel
 *   <li>{@code die STATUS}: ends at once without a result, after a word to standard error
 *   <li>{@code fail TEXT}: ends with a failure that is the user's fault
 *   <li>{@code node NAME PLATFORMS}: tells that a node of the farm answered
 *   <li>{@code farm PLATFORMS MS}: wants nodes for platforms, and builds each assignment so long as soon as it is granted
 *   <li>{@code move MS}: the first assignment of the next {@code farm} fails with its node after that time, and its platforms are
 *       wanted once more, elsewhere
 * </ul>
 */
public final class FakeEngine {
    private final Path control;
    private final OutputStream console;
    private boolean deaf;
    private int events;
    private int round;
    private int answersRead;
    private long moveAfter = -1;
    private final List<String> parts = new ArrayList<>();
    private final List<String> plan = new ArrayList<>();

    private FakeEngine(Path control) throws IOException {
        this.control = control;
        this.console = Files.newOutputStream(
                control.resolve("console.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("inquire")) {
            FakeInquiry.answer();
            return;
        }
        Path control = Path.of(arguments[1]);
        Files.delete(control.resolve("secrets.json"));
        String request = Files.readString(control.resolve("request.json"));
        Matcher script = Pattern.compile("\"dockerfileText\":\"([^\"]*)\"").matcher(request);
        FakeEngine engine = new FakeEngine(control);
        for (String command : script.find() ? script.group(1).split(";") : new String[0]) {
            engine.obey(command.strip().split(" ", 3));
        }
        engine.end("SUCCESS", null);
    }

    private void obey(String... command) throws Exception {
        switch (command[0]) {
            case "lines" -> {
                for (int i = 1; i <= Integer.parseInt(command[1]); i++) {
                    pause(Long.parseLong(command[2]));
                    tell("output", "\"part\":\"\",\"number\":1,\"stderr\":false,\"text\":\"line " + i + "\"");
                    print("line " + i + " @" + System.currentTimeMillis() + "\n");
                }
            }
            case "text" -> {
                for (int i = 0; i < command[1].length(); i += 2) {
                    console.write(Integer.parseInt(command[1].substring(i, i + 2), 16));
                    pause(Long.parseLong(command[2]));
                }
            }
            case "stubborn" -> {
                deaf = true;
                Runtime.getRuntime().addShutdownHook(new Thread(FakeEngine::sleepForever));
            }
            case "deaf" -> deaf = true;
            case "die" -> {
                System.err.println("boom");
                Runtime.getRuntime().halt(Integer.parseInt(command[1]));
            }
            case "node" ->
                tell(
                        "node",
                        "\"report\":{\"node\":\"" + command[1]
                                + "\",\"info\":{\"type\":\"BUILDKIT\",\"version\":\"1\",\"nativePlatforms\":"
                                + list(command[2])
                                + ",\"emulatedPlatforms\":[],\"features\":[\"SEVERAL_PLATFORMS\",\"PUSH_BY_DIGEST\"],\"diskUsed\":-1}"
                                + ",\"at\":" + System.currentTimeMillis() + ",\"tookMs\":1}");
            case "move" -> moveAfter = Long.parseLong(command[1]);
            case "farm" -> farm(command[1], Long.parseLong(command[2]));
            case "fail" -> end("FAILURE", String.join(" ", command).substring("fail ".length()));
            default -> throw new IllegalArgumentException(String.join(" ", command));
        }
    }

    /** An assignment that is being built. */
    record Job(int id, String assignment, String name, long until) {}

    private void farm(String platforms, long ms) throws Exception {
        want(platforms, "{}");
        int open = 1;
        List<Job> running = new ArrayList<>();
        while (open > 0 || !running.isEmpty()) {
            pause(20);
            for (String line : answers()) {
                if (line.contains("\"type\":\"refused\"")) {
                    end("FAILURE", text(line, "cause"));
                } else if (line.contains("\"type\":\"planned\"")) {
                    plan.add(line.replaceFirst(".*\"assignments\":\\[(.*)].*", "$1"));
                    end("SUCCESS", null);
                }
                String assignment = line.replaceFirst(".*\"assignment\":(.*),\"pending\".*", "$1");
                String name = text(assignment, "platform") + "@" + text(assignment, "node");
                int id = Integer.parseInt(line.replaceFirst(".*\"id\":([0-9]+).*", "$1"));
                print("start " + name + " @" + System.currentTimeMillis() + "\n");
                change(id, assignment, "STARTED");
                running.add(
                        new Job(id, assignment, name, System.currentTimeMillis() + (moveAfter < 0 ? ms : moveAfter)));
                if (line.contains("\"pending\":[]")) {
                    open--;
                }
            }
            for (Job job : List.copyOf(running)) {
                if (System.currentTimeMillis() >= job.until()) {
                    running.remove(job);
                    plan.add(job.assignment());
                    print("end " + job.name() + " @" + System.currentTimeMillis() + "\n");
                    change(job.id(), job.assignment(), moveAfter < 0 ? "DONE" : "MOVED");
                    if (moveAfter < 0) {
                        parts.add("{\"platform\":\"" + text(job.assignment(), "platform") + "\",\"digest\":\"sha256:"
                                + "a1".repeat(32) + "\",\"node\":\"" + text(job.assignment(), "node")
                                + "\",\"emulated\":false,\"durationMs\":" + ms + "}");
                    } else {
                        moveAfter = -1;
                        open++;
                        want(
                                text(job.assignment(), "platform"),
                                "{\"" + text(job.assignment(), "node") + "\":\"it went away\"}");
                    }
                }
            }
        }
    }

    private void want(String platforms, String excluded) throws IOException {
        round++;
        tell("wanted", "\"round\":" + round + ",\"platforms\":" + list(platforms) + ",\"excluded\":" + excluded);
    }

    private void change(int id, String assignment, String state) throws IOException {
        tell(
                "assignment",
                "\"id\":" + id + ",\"assignment\":" + assignment + ",\"state\":\"" + state
                        + "\",\"digests\":{},\"durationMs\":1,\"error\":\"\"");
    }

    private void tell(String type, String fields) throws IOException {
        events++;
        Files.writeString(
                control.resolve("events.jsonl"),
                "{\"type\":\"" + type + "\",\"seq\":" + events + ",\"time\":" + System.currentTimeMillis() + ","
                        + fields + "}\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private List<String> answers() throws IOException {
        Path file = control.resolve("answers.jsonl");
        String text = Files.exists(file) ? Files.readString(file) : "";
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        List<String> added = lines.subList(answersRead, lines.size());
        answersRead = lines.size();
        return added;
    }

    private static String list(String commas) {
        return commas.equals("all") ? "[]" : "[\"" + commas.replace(",", "\",\"") + "\"]";
    }

    private static String text(String json, String name) {
        return json.replaceFirst(".*?\"" + name + "\":\"([^\"]*)\".*", "$1");
    }

    private void print(String text) throws IOException {
        console.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void pause(long ms) throws Exception {
        long end = System.currentTimeMillis() + ms;
        do {
            if (!deaf && Files.exists(control.resolve("cancel"))) {
                print("cancelled\n");
                end("CANCELLED", null);
            }
            Thread.sleep(Math.min(20, ms));
        } while (System.currentTimeMillis() < end);
    }

    private void end(String state, String cause) throws IOException {
        Path whole = control.resolve("result.json.tmp");
        String problem =
                cause == null ? "" : ",\"problem\":{\"fault\":\"USER\",\"cause\":\"" + cause + "\",\"advice\":\"\"}";
        Files.writeString(
                whole,
                "{\"state\":\"" + state
                        + "\",\"pushed\":false,\"startedAt\":1,\"durationMs\":2,\"cachedSteps\":3,\"totalSteps\":4"
                        + ",\"size\":{\"bytes\":1500,\"parts\":[{\"platform\":\"linux/amd64\",\"bytes\":1500}]}"
                        + ",\"parts\":[" + String.join(",", parts) + "],\"plan\":[" + String.join(",", plan) + "]"
                        + problem + "}");
        Files.move(whole, control.resolve("result.json"), StandardCopyOption.ATOMIC_MOVE);
        System.exit(0);
    }

    private static void sleepForever() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
