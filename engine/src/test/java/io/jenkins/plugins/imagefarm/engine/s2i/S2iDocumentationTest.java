package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S2iDocumentationTest {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");

    @TempDir
    private Path source;

    @Test
    void theExampleOfTheUsersGuideBuildsAnApplication() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "user", "command-line.md"));
        Matcher example = Pattern.compile("```sh\nimage-farm (s2i build .*?)\n```", Pattern.DOTALL)
                .matcher(page);
        assertTrue(example.find());
        List<String> words = words(example.group(1).replace("\\\n", " "));
        List<String> options = new ArrayList<>(words.subList(2, words.size() - 3));
        assertTrue(options.remove("--push"), "which the command below has of its own");
        assertEquals(".", words.get(words.size() - 3));
        S2iCommand site =
                new S2iCommand(source, Engines.buildkitd(), BuilderImage.s2i().push());
        site.file("index.txt", "hello\n").file("noise.log", "");
        site.succeed(options.toArray(new String[0]));
        assertTrue(site.output().startsWith("<p>Daily news: hello</p>\n"), site.output());
    }

    @Test
    void theExampleOfANewBuilderImageWorksLineByLine() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "user", "command-line.md"));
        Matcher example = Pattern.compile("```sh\n(image-farm s2i create .*?)\n```", Pattern.DOTALL)
                .matcher(page);
        assertTrue(example.find());
        String registry = Engines.plainRegistry() + "/s2i/" + UUID.randomUUID();
        for (String line : example.group(1).split("\n")) {
            List<String> words = words(line.replace("registry.example.com", registry)
                    .replaceAll(" mine(?= |/|$)", " " + source.resolve("mine")));
            List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
            if (line.contains("build ") || line.contains("usage ")) {
                arguments.addAll(List.of("--builder", Engines.buildkitd().uri()));
            }
            if (line.startsWith("image-farm build ")) {
                arguments.addAll(List.of("--build-arg", "BASE_IMAGE=" + Engines.baseImage()));
            }
            CommandLineRun run = CommandLineRun.of(arguments.toArray(new String[0]));
            assertEquals(0, run.exitCode(), () -> line + "\n" + run.output());
        }
        assertTrue(S2iCommand.exists(registry + "/test/app:1"));
    }

    /** As a shell takes them. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        WORD.matcher(line)
                .results()
                .map(MatchResult::group)
                .map(word -> word.replace("\"", "").replace("'", ""))
                .forEach(words::add);
        return words;
    }
}
