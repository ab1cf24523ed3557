package io.jenkins.plugins.imagefarm.run;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuiltPlatform;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ImageSize;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.util.List;
import java.util.Map;

/** Image builds that never took place. */
public final class Results {
    static final String COMMIT = "c0ffee".repeat(6) + "c0ff";

    static final String TAG = "registry.example.com/team/app:1.0";
    static final String SECRET = "build-arg-secret-4d2f";
    static final Digest DIGEST = new Digest("sha256", "a1".repeat(32));
    static final Digest IMAGE_ID = new Digest("sha256", "b2".repeat(32));

    private Results() {}

    public static BuildRequest request() {
        return new BuildRequest(
                "job #1",
                "key",
                new Source("/workspace", null, "FROM scratch"),
                new Recipe("", Map.of("TOKEN", SECRET), Map.of("label", SECRET), List.of(), false, false, List.of()),
                new Destination(List.of(ImageReference.valueOf(TAG)), true, List.of(), null, null),
                new Builder(""),
                List.of(),
                null,
                0);
    }

    static BuildResult success() {
        return success(DIGEST);
    }

    static BuildResult success(Digest digest) {
        return new BuildResult(
                BuildState.SUCCESS,
                digest,
                IMAGE_ID,
                List.of(ImageReference.valueOf(TAG), ImageReference.valueOf("registry.example.com/team/app:latest")),
                true,
                List.of(Platform.valueOf("linux/amd64")),
                new ImageSize(12_900_000, List.of(new ImageSize.Part(Platform.valueOf("linux/amd64"), 12_900_000))),
                null,
                null,
                null,
                null,
                null,
                Map.of("containerimage.digest", digest.toString()),
                "unix:///run/buildkit/buildkitd.sock",
                1_700_000_000_000L,
                65_000,
                3,
                5,
                List.of("FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 1)"),
                null,
                null);
    }

    /** Two platforms on two nodes, one of them emulated after a third node failed. */
    static BuildResult ofFarm() {
        Platform amd64 = Platform.valueOf("linux/amd64");
        Platform arm64 = Platform.valueOf("linux/arm64");
        return new BuildResult(
                BuildState.SUCCESS,
                DIGEST,
                null,
                List.of(ImageReference.valueOf(TAG)),
                true,
                List.of(amd64, arm64),
                new ImageSize(
                        3 << 20, List.of(new ImageSize.Part(amd64, 2 << 20), new ImageSize.Part(arm64, 1536 << 10))),
                List.of(
                        new BuiltPlatform(amd64, IMAGE_ID, "n1", false, 4_000),
                        new BuiltPlatform(arm64, DIGEST, "n2", true, 9_000)),
                List.of(
                        new Assignment("n1", List.of(new Assignment.Share(amd64, false))),
                        new Assignment("n3", List.of(new Assignment.Share(arm64, false))),
                        new Assignment("n2", List.of(new Assignment.Share(arm64, true)))),
                List.of(new BuildResult.Move(
                        new Assignment("n3", List.of(new Assignment.Share(arm64, false))),
                        "n3 does not answer any more")),
                COMMIT,
                null,
                Map.of(),
                "farm linux",
                1_700_000_000_000L,
                10_000,
                3,
                5,
                List.of(),
                null,
                null);
    }

    static BuildResult failure(Problem problem) {
        return new BuildResult(
                BuildState.FAILURE,
                null,
                null,
                List.of(),
                false,
                List.of(),
                Map.of(),
                null,
                1_700_000_000_000L,
                1_000,
                1,
                4,
                List.of(),
                problem);
    }
}
