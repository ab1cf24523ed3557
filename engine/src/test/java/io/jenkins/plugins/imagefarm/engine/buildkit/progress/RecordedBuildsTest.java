package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded builds look as BuildKit's own client showed them. */
class RecordedBuildsTest {
    /** Milliseconds, as in BuildKit's client: since the last message or tick. */
    private static final long TICK = 150;

    @ParameterizedTest
    @ValueSource(strings = {"run", "cached", "copy", "notfound", "add", "par", "group"})
    void theConsoleIsThatOfBuildKit(String name) throws Exception {
        Recording recording = new Recording(name);
        assertEquals(comparable(recording.plain()), comparable(replay(recording)));
    }

    @Test
    void theErrorBlockShowsTheLastTenLinesWhichBuildKitDoesNotIfTheVeryLastHasNoEnd() throws Exception {
        Recording recording = new Recording("fail");
        String ours = comparable(replay(recording));
        String theirs = comparable(recording.plain());
        int block = theirs.indexOf("------\n");
        assertEquals(theirs.substring(0, block), ours.substring(0, block));
        assertEquals("""
                ------
                 > [3/3] RUN i=0; while [ $i -lt 15 ]; do echo line $i; i=$((i+1)); done; sleep 1; printf 'no end'; exit 2:
                line 6
                line 7
                line 8
                line 9
                line 10
                line 11
                line 12
                line 13
                line 14
                no end
                ------
                """, ours.substring(block).replaceAll("(?m)^\\d+\\.\\d{3} ", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "fail", "par", "notfound", "group"})
    void rawJsonIsThatOfBuildKit(String name) throws Exception {
        Recording recording = new Recording(name);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RawJsonProgress rawJson = new RawJsonProgress(out, SecretMask.of(Secrets.none()));
        recording.messages().forEach(message -> rawJson.on(message.status()));

        ObjectMapper mapper = new ObjectMapper();
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(recording.messages().size(), lines.size());
        for (int i = 0; i < lines.size(); i++) {
            assertEquals(mapper.readTree(recording.messages().get(i).json()), mapper.readTree(lines.get(i)));
        }
    }

    private static String replay(Recording recording) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TestClock clock = new TestClock();
        ProgressFeed feed = new ProgressFeed(new SolveProgress(), new PlainProgress(out, clock));
        long now = 0;
        for (Recording.Message message : recording.messages()) {
            for (now += TICK; now < message.at(); now += TICK) {
                clock.set(now / 1000.0);
                feed.tick();
            }
            now = message.at();
            clock.set(now / 1000.0);
            feed.on(message.status());
        }
        feed.end();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Without the states of a transfer before its last one: they depend on the moment when the console was drawn. */
    private static String comparable(String console) {
        return console.replaceAll("(?m)^#\\d+ (\\S+ing|resolve) .*(?<! done)\\n", "");
    }
}
