package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What s2i builds give on every builder. A subclass names the builder. */
abstract class S2iContract {
    private static final String ODD =
            " \\ \\\\n ${HOME} $(id) `id` #x ;|&<>(){}[]*?!~%^ \"\"'' \u00e9\u00a0\u2028 <<EOF \\";

    @TempDir
    private Path source;

    abstract Builder builder();

    /** How builds are carried out. */
    S2iMethod method() {
        return S2iMethod.BUILD;
    }

    private S2iCommand site(BuilderImage image) throws Exception {
        return new S2iCommand(source, builder(), image.push(), method()).file("index.txt", "hello\n");
    }

    @Test
    void anApplicationIsAssembledPushedAndRuns() throws Exception {
        S2iCommand site = site(BuilderImage.s2i());
        site.file("sub/deep.txt", "not a page\n").file(".s2iignore", "*.tmp\n!keep.tmp\n");
        site.file("a.tmp", "").file("keep.tmp", "").file(".git/config", "secret");
        site.file(".s2i/environment", "# the title\nTITLE=from the file\nFROM_FILE=a=b \"c\"\n");
        String console = site.succeed("-e", "TITLE=My 'own' \"site\" $HOME a=b ", "--env=ODD=" + ODD);
        assertTrue(console.contains("assembling as 1001"), console);

        JsonNode config = site.config();
        assertEquals("[\"/usr/libexec/s2i/run\"]", config.path("Cmd").toString());
        assertEquals("1001", config.path("User").asText());
        assertTrue(config.path("Env").toString().contains("\"FROM_FILE=a=b \\\"c\\\"\""), config.toString());
        assertTrue(
                StreamSupport.stream(config.path("Env").spliterator(), false)
                        .anyMatch(variable -> variable.asText().equals("ODD=" + ODD)),
                config.toString());
        JsonNode labels = config.path("Labels");
        assertEquals(site.tag(), labels.path("io.k8s.display-name").asText());
        assertTrue(labels.path("io.openshift.s2i.build.image").asText().contains("/s2i/"), labels.toString());
        String printed = site.output();
        assertTrue(printed.startsWith("<p>My 'own' \"site\" $HOME a=b : hello</p>\nmade at "), printed);
    }

    @Test
    void theSourceBelongsToTheUserThatAssembles() throws Exception {
        S2iCommand site = site(
                BuilderImage.s2i()
                        .script(
                                "assemble",
                                "#!/bin/sh\nset -e\nmkdir /app/site\ncd /tmp/src\nls -A | sort | tr '\\n' ' ' > /app/site/list.html\n"
                                        + "stat -c '%u %a' . closed >> /app/site/list.html\nrm -r sub closed .git* 2>/dev/null; touch new\n"));
        site.file("sub/x", "")
                .file("closed", "")
                .file(".git/config", "")
                .file(".gitignore", "")
                .file(".dockerignore", "*");
        site.file(".s2iignore", "*.tmp\n!keep.tmp\nsub/none\n")
                .file("a.tmp", "")
                .file("keep.tmp", "");
        source.resolve("closed").toFile().setReadable(false, false);
        source.resolve("closed").toFile().setReadable(true, true);
        site.succeed();
        assertEquals(
                ".dockerignore .gitignore .s2iignore closed index.txt keep.tmp sub 1001 755\n1001 600\n",
                site.output().replaceFirst("1001 7\\d5", "1001 755"));
    }

    @Test
    void theEntryPointStaysAndAScriptOfTheSourceGoesBeforeThatOfTheImage() throws Exception {
        S2iCommand site = site(BuilderImage.s2i().and("ENTRYPOINT [\"/bin/sh\"]"));
        site.file(".s2i/bin/run", "#!/bin/sh\necho my own\n");
        site.succeed();
        assertEquals("[\"/bin/sh\"]", site.config().path("Entrypoint").toString());
        assertEquals("[\"/tmp/scripts/run\"]", site.config().path("Cmd").toString());
        assertEquals("my own\n", site.output());
    }

    @Test
    void anInjectedFileIsThereOnlyWhileTheApplicationIsAssembled(@TempDir Path secrets) throws Exception {
        Path token = Files.writeString(secrets.resolve("token"), "s3cr3t-t0ken-value");
        S2iCommand site = site(
                BuilderImage.s2i()
                        .script(
                                "assemble",
                                "#!/bin/sh\nset -e\nmkdir /app/site\n"
                                        + "wc -c < /run/inject/token > /app/site/a.html\nid -u >> /app/site/a.html\ncat /run/inject/token\n"));
        String console = site.succeed("--inject", token + ":/run/inject/");
        assertFalse(console.contains("s3cr3t-t0ken-value"), console);
        assertEquals("18\n1001\n", site.output());
        assertFalse(S2iCommand.blob(site.tag()).toString().contains("s3cr3t"), "in the history");
        assertTrue(site.hasInALayer("18\n1001\n"), "which is how the application's files are found");
        assertFalse(site.hasInALayer("s3cr3t-t0ken-value"), "in a layer");
        Path file = BuilderImage.files(site.tag()).resolve("run/inject/token");
        assertTrue(!Files.exists(file) || Files.size(file) == 0, "in a layer");
    }

    @Test
    void theNextBuildBeginsWithWhatTheImageBeforeSaved() throws Exception {
        S2iCommand site = site(BuilderImage.s2i());
        String first = site.succeed();
        assertTrue(first.contains("Clean build: there is no image " + site.tag() + " yet"), first);
        String made = site.output().replaceFirst("(?s).*made at ", "");
        site.file("index.txt", "changed\n").file("new.txt", "new\n");
        String second = site.succeed();
        assertFalse(second.contains("Clean build"), second);
        String printed = site.output();
        assertTrue(printed.contains("changed</p>\nmade at " + made), printed + made);
        assertTrue(printed.contains(": new</p>"), printed);
        site.succeed("--clean");
        assertFalse(site.output().contains(made), "a clean build uses nothing");
    }

    @Test
    void aPreviousImageThatCannotSaveIsACleanBuildAndSaysSo() throws Exception {
        S2iCommand site = site(BuilderImage.s2i().script("save-artifacts", "#!/bin/sh\nexit 7\n"));
        site.succeed();
        site.file("index.txt", "changed\n");
        String console = site.succeed("--incremental");
        assertTrue(console.contains("Clean build: /usr/libexec/s2i/save-artifacts failed with exit code 7"), console);
        assertTrue(site.output().contains("changed"));
    }

    @Test
    void theProtocolOf2014IsFoundOut() throws Exception {
        S2iCommand site = site(BuilderImage.sti());
        String first = site.succeed("-e", "TITLE=old");
        assertTrue(first.contains("with the protocol sti"), first);
        String made = site.output().replaceFirst("(?s).*made at ", "");
        assertEquals("[\"/usr/bin/run\"]", site.config().path("Cmd").toString());
        site.file("index.txt", "changed\n");
        site.succeed("-e", "TITLE=old");
        assertEquals("<p>old: changed</p>\nmade at " + made, site.output());
    }

    @Test
    void aRuntimeImageGetsWhatWasBuiltAlsoIncrementally() throws Exception {
        String runtime = BuilderImage.s2i()
                .without("assemble")
                .without("save-artifacts")
                .script("assemble-runtime", "#!/bin/sh\nset -e\nls /app/www/site > /app/list\n")
                .script("run", "#!/bin/sh\ncat /app/list /app/www/site/*\n")
                .push();
        S2iCommand site = site(BuilderImage.s2i());
        String[] options = {"--runtime-image", runtime, "-a", "/app/site:www", "-e", "TITLE=t"};
        site.succeed(options);
        String printed = site.output();
        assertTrue(printed.startsWith("index.html\n<p>t: hello</p>\nmade at "), printed);
        String made = printed.replaceFirst("(?s).*made at ", "");
        assertTrue(S2iCommand.exists(site.tag() + "-build"));
        site.file("index.txt", "changed\n");
        String second = site.succeed(options);
        assertFalse(second.contains("Clean build"), second);
        assertEquals("index.html\n<p>t: changed</p>\nmade at " + made, site.output());
    }

    @Test
    void theProtocolOf2014HasRuntimeImagesToo() throws Exception {
        String runtime = BuilderImage.sti()
                .without("save-artifacts")
                .script("prepare", "#!/bin/sh\nset -e\nmkdir /app/site\nmv /tmp/src/*.html /app/site/\n")
                .push();
        S2iCommand site = site(BuilderImage.sti()
                .script("prepare", BuilderImage.ASSEMBLE + "mkdir -p /tmp/build\ncp /app/site/* /tmp/build/\n"));
        site.succeed("--runtime-image", runtime, "-e", "TITLE=t");
        assertTrue(site.output().startsWith("<p>t: hello</p>\nmade at "), site.output());
    }

    @Test
    void labelsThatAScriptWritesAreTheImages() throws Exception {
        S2iCommand site = site(BuilderImage.s2i().script("assemble", BuilderImage.ASSEMBLE + """
                mkdir /tmp/.s2i
                cat > /tmp/.s2i/image_metadata.json <<'EOF'
                {"labels": [{"team": "wéb \\"1\\"", "blanks": " a  b "}, {"io.k8s.description": "the script's"}]}
                EOF
                """));
        for (String again : List.of("first", "cached")) {
            site.succeed("--clean", "--description", "the user's", "--label", "own=" + again);
            JsonNode labels = site.config().path("Labels");
            assertEquals("wéb \"1\"", labels.path("team").asText(), again);
            assertEquals(" a  b ", labels.path("blanks").asText(), again);
            assertEquals("the script's", labels.path("io.k8s.description").asText(), again);
            assertEquals(again, labels.path("own").asText());
        }
        assertTrue(site.output().startsWith("<p>: hello</p>"), site.output());
    }

    @Test
    void scriptsSeeTheNetworkAndTheHostsThatAreChosen() throws Exception {
        S2iCommand site = site(BuilderImage.s2i().script("assemble", BuilderImage.ASSEMBLE + """
                echo interfaces: $(tail -n +3 /proc/net/dev | cut -d: -f1)
                grep -w db.example.com /etc/hosts || true
                """));
        String alone = site.succeed("--network", "none");
        assertTrue(alone.matches("(?s).* interfaces: lo\n.*"), alone);
        String console = site.succeed("--add-host", "db.example.com:192.0.2.7");
        assertTrue(console.matches("(?s).* 192\\.0\\.2\\.7\\s+db\\.example\\.com\n.*"), console);
    }

    @Test
    void aScriptThatFailsIsToldWithItsLastLines() throws Exception {
        S2iCommand site =
                site(BuilderImage.s2i().script("assemble", "#!/bin/sh\necho one; echo last words >&2; exit 3\n"));
        site.fail(
                List.of(),
                "The build failed (AssembleFailed): /usr/libexec/s2i/assemble failed with exit code 3",
                "last words",
                "one");
        assertFalse(S2iCommand.exists(site.tag()));
    }

    @Test
    void anImageWithoutScriptsSaysWhereItWasLooked() throws Exception {
        S2iCommand site = site(BuilderImage.sti().without("prepare"));
        site.fail(
                List.of(),
                "The build could not be performed (InstallScriptsFailed)",
                "has no /usr/bin/prepare, or not the program that its first line names; looked at: the scripts URL (not given); .s2i/bin of the source; "
                        + "the label io.openshift.s2i.scripts-url of ",
                "/usr/bin/prepare");
    }

    @Test
    void onBuildInstructionsDoTheBuild() throws Exception {
        S2iCommand site =
                site(BuilderImage.s2i().user("").and("ONBUILD COPY . /app/\nONBUILD RUN wc -l < index.txt > lines"));
        site.file("run.sh", "#!/bin/sh\ncat /app/lines\n");
        source.resolve("run.sh").toFile().setExecutable(true, false);
        site.succeed();
        assertEquals("1\n", site.output());
        site.fail(List.of("--block-on-build"), "(OnBuildForbidden)", "ONBUILD");
    }
}
