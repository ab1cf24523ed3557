package io.jenkins.plugins.imagefarm.engine.api;

/**
 * The files of a control directory, through which Jenkins and an engine process speak.
 *
 * <p>Jenkins writes {@link #REQUEST} and {@link #SECRETS}, then starts the engine. The engine deletes the secrets as its first act,
 * appends to {@link #CONSOLE} and {@link #EVENTS} while it builds, and moves {@link #RESULT} into place as its last act.
 * Jenkins creates {@link #CANCEL} to have the build stopped.
 */
public final class ControlFiles {
    /** A {@link BuildRequest}. */
    public static final String REQUEST = "request.json";

    /** {@link Secrets}, readable for the owner only. */
    public static final String SECRETS = "secrets.json";

    /** What the user reads, UTF-8; only ever appended to. */
    public static final String CONSOLE = "console.log";

    /** One {@link BuildEvent} a line; only ever appended to. */
    public static final String EVENTS = "events.jsonl";

    /** A {@link BuildResult}; whole as soon as it is there. */
    public static final String RESULT = "result.json";

    /** A folder with the attestations of {@link BuildResult}, a file each; whole as soon as the result is there. */
    public static final String STATEMENTS = "attestations";

    /** One {@link BuildAnswer} a line, for builds on a farm; Jenkins appends, the engine reads. */
    public static final String ANSWERS = "answers.jsonl";

    /** An empty file; the engine watches for it. */
    public static final String CANCEL = "cancel";

    /**
     * An empty file, for a build that is nobody's when Jenkins has died: Jenkins touches it with every look. The engine cancels such a
     * build when nobody has looked for half an hour.
     */
    public static final String ATTENDED = "attended";

    private ControlFiles() {}
}
