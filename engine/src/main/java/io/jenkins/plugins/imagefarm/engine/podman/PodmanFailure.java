package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.NarratedStep;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the errors of Podman, Buildah and their libraries mean, as texts of 4.3 to 5.4. The first rule that fits counts, so that
 * particular ones stand before general ones.
 *
 * @param problem whose fault it is, what went wrong, and what to do about it
 * @param ofRegistry a registry failed, and not the node
 */
record PodmanFailure(Problem problem, boolean ofRegistry) {
    private static final String DISK = "no space left on device|disk quota exceeded";
    private static final String LOGIN = "Check the credentials that are configured for this registry.";
    private static final String REACH = "Check that it runs and that the node can reach it.";
    private static final String TRY_LATER = "Try again later.";

    /** Where Podman keeps the context, of no interest to anybody. */
    private static final Pattern NODE_PATH =
            Pattern.compile("/\\S*/libpod_builder\\d+/build/(?:\\.image-farm-[0-9a-f-]+/)?");

    /** Go prints the whole step. */
    private static final Pattern PREFIX =
            Pattern.compile("^(?:\\[\\S+/\\S+]: )?(?:building at STEP \"(?:[^\"\\\\]|\\\\.)*\": )?", Pattern.DOTALL);

    private static final Pattern IMAGE = Pattern.compile("docker://([^\\s:]+(?::\\d+)?/[^\\s:]+(?::\\w[\\w.-]*)?)");

    /**
     * @param output a pattern for the end of the step's output; null if it does not matter
     * @param cause with {@code {doing}}, {@code {at}}, {@code {message}} and the names of the pattern's groups
     */
    private record Rule(Pattern error, Pattern output, Fault fault, boolean registry, String cause, String advice) {
        static Rule user(String error, String cause, String advice) {
            return of(error, null, Fault.USER, false, cause, advice);
        }

        static Rule service(String error, String cause, String advice) {
            return of(error, null, Fault.SERVICE, false, cause, advice);
        }

        static Rule registry(Fault fault, String error, String cause, String advice) {
            return of(error, null, fault, true, cause, advice);
        }

        static Rule of(String error, String output, Fault fault, boolean registry, String cause, String advice) {
            return new Rule(
                    Pattern.compile(error, Pattern.CASE_INSENSITIVE),
                    output == null ? null : Pattern.compile(output, Pattern.CASE_INSENSITIVE),
                    fault,
                    registry,
                    cause,
                    advice);
        }
    }

    private static final String EXIT = "while running runtime: exit status (?<exit>\\d+)";

    private static final List<Rule> RULES = List.of(
            Rule.of(
                    EXIT,
                    DISK,
                    Fault.SERVICE,
                    false,
                    "{doing} failed: the node's disk is full{at}",
                    "Free space there."),
            Rule.of(
                    EXIT,
                    "exec format error",
                    Fault.USER,
                    false,
                    "{doing} failed with exit code {exit}: the node cannot run programs of this platform{at}",
                    "Build it on a node of that platform, or install QEMU's emulation on the node."),
            Rule.user(
                    "while running runtime: exit status 137",
                    "{doing} was killed with exit code 137{at}",
                    "That is mostly for want of memory: let it use less, or give the node more."),
            Rule.user(
                    "while running runtime: exit status 127",
                    "{doing} failed with exit code 127{at}",
                    "A command was not found: install it in the image."),
            Rule.user(EXIT, "{doing} failed with exit code {exit}{at}", "See its output."),
            Rule.service(DISK, "The node's disk is full", "Free space there, or prune its images."),
            Rule.user(
                    "exec format error",
                    "{doing} failed: the node cannot run programs of this platform{at}",
                    "Build it on a node of that platform, or install QEMU's emulation on the node."),
            Rule.user(
                    "exec: \\\\?\"(?<shell>[^\"\\\\]+)\\\\?\": .*(?:no such file or directory|executable file not found)",
                    "{doing} cannot start: the image has no {shell}{at}",
                    "Install it in the image, or use RUN [\"…\"]."),
            Rule.user(
                    "secret required but no secret with id \"?(?<id>[^\\s\"]+)\"? found",
                    "{doing} needs the secret {id}, which was not given{at}",
                    "Give it with the build's secrets."),
            Rule.service(
                    "creating container for|starting container|setup network|error mounting|cgroup|read-only file system",
                    "The node cannot run steps: {message}{at}",
                    "Look at the node: it may lack rights."),
            Rule.user("no contents in|no stages to build", "The Dockerfile is empty", "Give it at least FROM."),
            Rule.user(
                    "unknown instruction: \"(?<word>[^\"]*)\"",
                    "The Dockerfile has an unknown instruction {word}{at}",
                    "Correct it; the node's Podman may also be too old for it."),
            Rule.user(
                    "the target \"(?<stage>[^\"]*)\" was not found",
                    "The Dockerfile has no stage {stage}",
                    "Correct the target, or name a stage with FROM … AS {stage}."),
            Rule.user(
                    "copier: stat: \"(?<file>[^\"]+)\": no such file or directory|no items matching glob \"(?<glob>[^\"]+)\"",
                    "{doing} failed: {file}{glob} is not in the build context{at}",
                    "Paths are relative to the context's folder; .dockerignore may leave the file out."),
            Rule.user(
                    "short-name (?:resolution|\"(?<name>[^\"]+)\" did not resolve)",
                    "The node does not know which registry {name} is of{at}",
                    "Write the whole name, for instance docker.io/library/busybox, or set unqualified-search-registries there."),
            Rule.registry(
                    Fault.USER,
                    "no image found in (?:manifest list|image index) for architecture",
                    "{doing}: the image is not there for this platform{at}",
                    "Build for a platform that it has."),
            Rule.registry(
                    Fault.SERVICE,
                    "\\b429\\b|toomanyrequests|too many requests",
                    "{doing}: the registry allows no more requests for now",
                    "Try again later, log in, or use a mirror."),
            Rule.registry(
                    Fault.SERVICE,
                    "(?:status(?: code)?:?|response code) (?<status>5\\d\\d)|\\b(?<bare>50[0-4]) [a-z]",
                    "{doing}: the registry answered {status}{bare}",
                    TRY_LATER),
            Rule.registry(
                    Fault.USER,
                    "unauthorized|authentication required|invalid username/password|no basic auth credentials",
                    "{doing}: the registry does not accept the login{at}",
                    LOGIN),
            Rule.registry(
                    Fault.USER,
                    "insufficient_scope|access (?:to the resource is |)denied|\\b403\\b|\\bdenied: |permission denied.*registry",
                    "{doing}: the registry denies access{at}",
                    "Check the name, and the rights of the credentials that are configured for this registry."),
            Rule.registry(
                    Fault.USER,
                    "manifest unknown|name unknown|repository name not known|reading manifest .*: not found",
                    "{doing}: there is no such image{at}",
                    "Check its name and tag; a misspelt stage is taken for an image too."),
            Rule.registry(
                    Fault.USER,
                    "server gave HTTP response to HTTPS client",
                    "{doing}: the registry speaks HTTP, not HTTPS",
                    "Mark the registry as insecure if that is meant to be so."),
            Rule.registry(
                    Fault.USER,
                    "x509: (?<why>[^;\\n]*)",
                    "{doing}: the registry's certificate is not trusted: {why}",
                    "Podman's API takes no certificates: on the node, put the authority's into certs.d/HOST:PORT/ca.crt below "
                            + "/etc/containers or ~/.config/containers."),
            Rule.registry(
                    Fault.USER,
                    "no such host",
                    "{doing}: the registry's host is not known",
                    "Check the name, else the node's DNS."),
            Rule.registry(
                    Fault.SERVICE,
                    "server misbehaving|temporary failure in name resolution",
                    "{doing}: the node cannot resolve the registry's name",
                    "Check the node's DNS."),
            Rule.registry(Fault.SERVICE, "connection refused", "{doing}: the registry refuses the connection", REACH),
            Rule.registry(
                    Fault.SERVICE,
                    "connection reset|broken pipe|unexpected EOF|: EOF\\b",
                    "{doing}: the registry broke the connection off",
                    TRY_LATER),
            Rule.registry(
                    Fault.SERVICE,
                    "i/o timeout|Client\\.Timeout|deadline exceeded|timed out|TLS handshake timeout",
                    "{doing}: the registry does not answer",
                    REACH),
            Rule.registry(
                    Fault.SERVICE,
                    "network is unreachable|no route to host",
                    "{doing}: the node cannot reach the registry",
                    "Check the node's network and proxy."));

    /** Whether a registry does not take the login, or takes it no more. */
    boolean isOfLogin() {
        return problem.advice().equals(LOGIN);
    }

    /**
     * Of a build.
     *
     * @param error as Podman tells it
     * @param step where it was; null if it had not begun
     * @param place in the Dockerfile, for instance {@code Dockerfile:3}; empty if it is not known
     */
    static PodmanFailure ofBuild(String error, NarratedStep step, String place) {
        String output = step == null ? "" : step.lastOutput();
        String doing = step == null ? "The build" : step.text();
        boolean ofDockerfile = error.contains("building at STEP");
        return of(error, output, doing, place.isEmpty() ? "" : " (" + place + ")", ofDockerfile, false);
    }

    /** Of a push. */
    static PodmanFailure ofPush(String error, String image) {
        return of(error, "", "Pushing " + image, "", false, true);
    }

    /** Of a pull. */
    static PodmanFailure ofPull(String error, String image) {
        return of(error, "", "Pulling " + image, "", false, true);
    }

    /**
     * @param ofDockerfile what no rule knows is the user's fault
     * @param ofRegistry what no rule knows is a registry's
     */
    private static PodmanFailure of(
            String error, String output, String doing, String at, boolean ofDockerfile, boolean ofRegistry) {
        String message = NODE_PATH
                .matcher(PREFIX.matcher(error.strip()).replaceFirst(""))
                .replaceAll("");
        String pulled = doing;
        Matcher image = IMAGE.matcher(message);
        if (image.find() && !ofRegistry) {
            pulled = "Pulling " + image.group(1);
        }
        for (Rule rule : RULES) {
            Matcher matcher = rule.error.matcher(message);
            if (matcher.find()
                    && (rule.output == null || rule.output.matcher(output).find())) {
                String subject = rule.registry ? pulled : doing;
                return new PodmanFailure(
                        new Problem(
                                rule.fault,
                                filled(rule.cause, matcher, subject, at, message),
                                filled(rule.advice, matcher, subject, at, message)),
                        rule.registry);
            }
        }
        return new PodmanFailure(
                new Problem(ofDockerfile ? Fault.USER : Fault.SERVICE, doing + " failed: " + message + at, ""),
                ofRegistry);
    }

    private static final Pattern HOLE = Pattern.compile("\\{(\\w+)}");

    private static String filled(String template, Matcher error, String doing, String at, String message) {
        return HOLE.matcher(template).replaceAll(hole -> {
            String value =
                    switch (hole.group(1)) {
                        case "doing" -> doing;
                        case "at" -> at;
                        case "message" -> message;
                        default -> error.group(hole.group(1));
                    };
            return Matcher.quoteReplacement(value == null ? "" : value);
        });
    }
}
