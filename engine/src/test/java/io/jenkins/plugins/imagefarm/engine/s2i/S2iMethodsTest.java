package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.RunDaemon;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both methods give images that behave the same: files, variables, user, labels, command, and what the application says. */
class S2iMethodsTest {
    /** What each build makes anew. */
    private static final String RANDOM = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    /**
     * Every file of an image: type, mode, owner, name, and what is in it or where it leads. An old BuildKit leaves the empty places of
     * its mounts behind.
     */
    private static final String LIST = "find / \\( -path /proc -o -path /sys -o -path /dev -o -path /etc -o -path /run"
            + " -o -path /bin -o -path /tmp/printed -o -path '/tmp/image-farm*' \\) -prune -o -print | sort | while read f; do"
            + " c=; [ -h \"$f\" ] || [ ! -f \"$f\" ] || c=$(sed -E 's/" + RANDOM + "/ID/g' \"$f\" | md5sum);"
            + " [ ! -h \"$f\" ] || c=$(readlink \"$f\");"
            + " stat -c \"%F %a %u:%g %n $c\" \"$f\"; done > /tmp/printed";

    /** Labels that a script writes. */
    private static final String LABELS = "mkdir -p /tmp/.s2i\n"
            + "echo '{\"labels\": [{\"of.script\": \"a \\\"b\\\" $C\"}]}' > /tmp/.s2i/image_metadata.json\n";

    @TempDir
    private Path folder;

    static Stream<Arguments> daemonsAndProtocols() {
        return Stream.of(RunDaemon.values())
                .flatMap(daemon ->
                        Stream.of(S2iProtocol.S2I, S2iProtocol.STI).map(protocol -> Arguments.of(daemon, protocol)));
    }

    @ParameterizedTest
    @MethodSource("daemonsAndProtocols")
    void cleanAndIncremental(RunDaemon daemon, S2iProtocol protocol) throws Exception {
        compare(daemon, builder(protocol).push(), "-e", "TITLE=a 'b' \"c\" $D", "--env=EMPTY=");
    }

    @ParameterizedTest
    @MethodSource("daemonsAndProtocols")
    void extendedAndExtendedIncremental(RunDaemon daemon, S2iProtocol protocol) throws Exception {
        if (protocol == S2iProtocol.STI) {
            compare(daemon, builder(protocol).push(), "--runtime-image", stiRuntime(), "-e", "TITLE=t");
        } else {
            compare(
                    daemon,
                    builder(protocol).push(),
                    "--runtime-image",
                    s2iRuntime(),
                    "-a",
                    "/app/site:www/pages",
                    "-a",
                    "/app/cache/index.html",
                    "-e",
                    "TITLE=t");
        }
    }

    private static BuilderImage builder(S2iProtocol protocol) {
        String links = "ln -s index.html /app/site/first\nmkdir -m 0700 /app/site/closed\n"
                + "mkdir -p /tmp/build\ncp -a /app/site/. /tmp/build/\n";
        return protocol == S2iProtocol.STI
                ? BuilderImage.sti().script("prepare", BuilderImage.ASSEMBLE + links)
                : BuilderImage.s2i()
                        .script("assemble", BuilderImage.ASSEMBLE + links + LABELS)
                        .and("LABEL of.builder=yes");
    }

    private static String s2iRuntime() throws Exception {
        return BuilderImage.s2i()
                .without("assemble")
                .without("save-artifacts")
                .user("1002")
                .before("RUN chmod 1777 /")
                .and("ENTRYPOINT [\"/bin/sh\"]\nLABEL of.runtime=yes")
                .script("assemble-runtime", "#!/bin/sh\nset -e\nls /app/www/pages/site > /tmp/list\n" + LABELS)
                .script("run", "cat /tmp/list /app/www/pages/site/*.html /app/index.html\n")
                .push();
    }

    private static String stiRuntime() throws Exception {
        return BuilderImage.sti()
                .without("save-artifacts")
                .script("prepare", "#!/bin/sh\nset -e\nmkdir /app/site\nmv /tmp/src/*.html /app/site/\n")
                .push();
    }

    /** Twice by each method: the second time there is an image before. */
    private void compare(RunDaemon daemon, String image, String... options) throws Exception {
        Map<S2iMethod, S2iCommand> sites = new LinkedHashMap<>();
        for (S2iMethod method : S2iMethod.values()) {
            Path source = Files.createDirectory(folder.resolve(method.name()));
            S2iCommand site = new S2iCommand(source, daemon.builder(), image, method);
            site.file("index.txt", "hello\n").file("sub/deep.txt", "deep\n").file(".s2i/environment", "FILE=a=b\n");
            sites.put(method, site);
        }
        same(sites, false, options);
        for (S2iCommand site : sites.values()) {
            site.file("new.txt", "new\n");
        }
        same(sites, true, options);
    }

    private static void same(Map<S2iMethod, S2iCommand> sites, boolean incremental, String... options)
            throws Exception {
        Map<S2iMethod, String> seen = new LinkedHashMap<>();
        for (Map.Entry<S2iMethod, S2iCommand> each : sites.entrySet()) {
            S2iCommand site = each.getValue();
            String before = incremental ? site.output() : "";
            String console = site.succeed(options);
            assertEquals(!incremental, console.contains("Clean build: "), console);
            String printed = site.output();
            assertTrue(printed.contains(": hello</p>\nmade at "), printed);
            if (incremental) {
                String made = before.replaceFirst("(?s).*: hello</p>\n(made at \\S+).*", "$1");
                assertTrue(printed.contains(": hello</p>\n" + made), before + printed);
            }
            seen.put(each.getKey(), (config(site) + files(site) + printed).replaceAll(RANDOM, "ID"));
        }
        assertFalse(seen.get(S2iMethod.BUILD).isEmpty());
        assertEquals(seen.get(S2iMethod.BUILD), seen.get(S2iMethod.RUN));
    }

    private static String config(S2iCommand site) throws Exception {
        JsonNode config = site.config();
        TreeSet<String> env = new TreeSet<>();
        config.path("Env").forEach(variable -> env.add(variable.asText()));
        TreeMap<String, String> labels = new TreeMap<>();
        config.path("Labels")
                .fields()
                .forEachRemaining(
                        label -> labels.put(label.getKey(), label.getValue().asText()));
        labels.remove("io.buildah.version"); // only Podman's builds have it
        String entrypoint = config.path("Entrypoint").isEmpty()
                ? "[]"
                : config.path("Entrypoint").toString();
        return String.join("\n", env) + "\n" + labels + "\nuser "
                + config.path("User").asText() + "\nin "
                + config.path("WorkingDir").asText() + "\n" + entrypoint + config.path("Cmd") + "\n";
    }

    private static String files(S2iCommand site) throws Exception {
        return Files.readString(BuilderImage.files(site.tag(), LIST).resolve("tmp/printed"));
    }
}
