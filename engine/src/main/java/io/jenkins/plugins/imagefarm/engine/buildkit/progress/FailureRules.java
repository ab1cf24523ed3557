package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.FailureRule.When.anyExit;
import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.FailureRule.When.code;
import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.FailureRule.When.exit;
import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.FailureRule.When.noAnswer;
import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.FailureRule.When.text;

import io.grpc.Status.Code;
import java.util.List;

/**
 * What the messages of BuildKit, containerd and runc mean. The first rule that fits counts, so that particular ones stand
 * before general ones. Patterns are fragments that v0.8 (dockerd 20.10), v0.13 and v0.36 share, unless noted.
 */
final class FailureRules {
    private static final String DISK = "no space left on device|disk quota exceeded";
    private static final String BUILDER_DISK = "Free space on the builder, or let it prune its cache.";
    private static final String REACH = "Check that it runs and that the builder can reach it.";
    private static final String LOGIN = "Check the credentials that are configured for this registry.";
    private static final String PROC =
            "In a pod or container, start a rootless buildkitd with --oci-worker-no-process-sandbox.";
    private static final String SUB_IDS =
            "Give the user of a rootless buildkitd 65536 ids in /etc/subuid and /etc/subgid, as its own image has it.";
    private static final String MOUNTS =
            "In a pod, give a rootless buildkitd an emptyDir at /home/user/.local/share/buildkit, and seccomp and AppArmor"
                    + " unconfined.";

    /** Dockerfile's frontend knows the check since 1.8, which comes with BuildKit 0.14. */
    static final String NEWER_FRONTEND =
            "Begin the Dockerfile with # syntax=docker/dockerfile:1, or use a builder with BuildKit 0.15 or newer.";

    private static final String TRY_LATER = "Try again later.";

    private FailureRules() {}

    /** @param request as the frontend would know it */
    static String noCall(String request) {
        return "The builder's Dockerfile frontend does not know the call " + request;
    }

    /** Told by this side, in the words of the one that gave up. */
    static final List<FailureRule> SILENT_REGISTRY = List.of(
            text("^the registry (?<name>\\S+) does not answer$").service("The registry {name} does not answer", REACH));

    static final List<FailureRule> CONNECTION = List.of(
            code(Code.CANCELLED).service("The build was cancelled on the builder", TRY_LATER),
            text("^the builder stopped answering$").service("The builder stopped answering", "Check that it runs."),
            text("^End of stream or IOException$") // OkHttp's words for a connection that is closed by the other side
                    .service("The connection to the builder broke off", "Check that the builder runs."),
            noAnswer().service("The connection to the builder broke off: {message}", "Check that the builder runs."),
            text("no active sessions?\\b|without session|error reading from server|(?:transport|connection) is closing")
                    .service("The builder lost its connection to the build", TRY_LATER),
            text(DISK).service("The builder's disk is full", BUILDER_DISK));

    static final List<FailureRule> RUN = List.of(
            anyExit().log(DISK).service("{run} failed: the builder's disk is full{at}", BUILDER_DISK),
            anyExit()
                    .log("exec format error")
                    .user(
                            "{run} failed with exit code {exit}: the builder cannot run programs of this platform{at}",
                            "Build it on a node of that platform, or install QEMU's emulation on the builder."),
            anyExit()
                    .log("exec: \"(?<shell>[^\"]+)\": .*(?:no such file or directory|executable file not found)")
                    .user(
                            "{run} cannot start: the image has no {shell}{at}",
                            "Install it in the image, or use RUN [\"…\"]."),
            anyExit()
                    .log("mounting \"proc\" to rootfs.*(?:operation not permitted|permission denied)")
                    .service("The builder cannot start {run}: it may not mount /proc for a step{at}", PROC),
            anyExit()
                    .log("mounting \"devpts\" to rootfs.*gid=\\d+: invalid argument")
                    .service("The builder cannot start {run}: it has no group but its own for a step{at}", SUB_IDS),
            anyExit()
                    .log("runc run failed: (?<why>.*)")
                    .service("The builder cannot start {run}: {why}{at}", "Look at the builder: it may lack rights."),
            // HEAD's detectOOM puts ENOMEM in the place of the exit code's text.
            text("did not complete successfully: cannot allocate memory")
                    .user("{run} ran out of memory{at}", "Let it use less, or give the builder more."),
            exit(137)
                    .user(
                            "{run} was killed with exit code 137{at}",
                            "That is mostly for want of memory: let it use less, or give the builder more."),
            exit(127).user("{run} failed with exit code 127{at}", "A command was not found: install it in the image."),
            anyExit().user("{run} failed with exit code {exit}{at}", "See its output."));

    static final List<FailureRule> DOCKERFILE = List.of(
            text("dockerfile parse error (?:on )?line (?<line>\\d+): (?<error>.*)")
                    .user("{dockerfile}:{line}: {error}", "Correct the Dockerfile."),
            text("target stage \"?(?<stage>.+?)\"? could not be found(?<hint> \\(did you mean .*\\))?")
                    .user(
                            "The Dockerfile has no stage {stage}{hint}",
                            "Correct the target, or name a stage with FROM … AS {stage}."),
            text("failed to read dockerfile: open (?:\\S*buildkit-mount\\d+/)?(?<file>.+): no such file or directory")
                    .user("There is no {file}", "Check the name and the place of the Dockerfile."),
            text("base name \\((?<name>.*?)\\) should not be blank")
                    .user(
                            "FROM {name} names no image{at}",
                            "Give its build argument a value, or a default with ARG before FROM."),
            text("invalid reference format(?<why>.*)").user("{message}{at}", "Correct the image's name."),
            text("failed to parse target platform (?<platform>[^\\s:]+)")
                    .user("{platform} is no platform", "For instance linux/amd64 or linux/arm/v7."),
            text("no match for platform in manifest|does not (?:provide|match) the specified platform")
                    .user("{doing}: the image is not there for this platform", "Build for a platform that it has."),
            text("\"(?<file>/[^\"]*)\":? not found")
                    .user(
                            "{run} failed: {file} is not in the build context{at}",
                            "Paths are relative to the context's folder; .dockerignore may leave the file out."),
            text("lstat \\S*/buildkit-mount\\d+(?<file>/.*): no such file or directory")
                    .user(
                            "{run} failed: there is no {file}{at}",
                            "Check the path in the stage or image it is copied from."),
            text("\\bcontent (?<digest>[a-z0-9]+:\\w+): not found")
                    .user(
                            "An OCI image layout that is a context lacks {digest}",
                            "Give a folder that holds all of the image."),
            text("secret (?<id>\\S+?):? (?:not found: )?not found")
                    .user("{run} needs the secret {id}, which was not given{at}", "Give it with the build's secrets."),
            text("unset ssh forward key|no ssh key .* forwarded|no ssh handler|sshforward")
                    .user(
                            "{run} needs an SSH agent, which was not given{at}",
                            "Give the build's ssh a key with the id of that mount."),
            text("(?<entitlement>network\\.host|security\\.insecure|device\\S*) is not allowed(?<builder> by build daemon)?")
                    .user(
                            "The build needs the entitlement {entitlement}, which the builder does not grant{at}",
                            "Allow it in the builder's configuration (insecure-entitlements), or do without."),
            text("unable to find (?<what>user|group) (?<name>[^:]+): no matching entries")
                    .user("{run} cannot start: the image has no {what} {name}{at}", "Add it before USER names it."),
            text("exporter \"(?<type>[^\"]*)\" could not be found")
                    .user(
                            "The builder cannot make an output of type {type}",
                            "Use another type or builder; Docker needs its containerd image store for more than its own."),
            text("unsupported compression type:? (?<type>\\S+)")
                    .user("The builder knows no compression {type}", "Use gzip, zstd, estargz or uncompressed."),
            text("non-\\w+ value(?: (?<value>\\S+))? specified for (?<name>\\S+)")
                    .user("{value} is no value of the output's {name}", "Correct the output."),
            text("unknown cache (?:exporter|importer): \"(?<type>[^\"]*)\"")
                    .user("The builder has no cache of type {type}", "Use another type, for instance registry."),
            text("unsupported request (?<request>frontend\\.\\w+)|unsupported frontend capability moby\\.buildkit\\.frontend\\.subrequests")
                    .user(noCall("{request}"), NEWER_FRONTEND),
            text("unsupported frontend capability (?<name>\\S+)")
                    .user(
                            "The Dockerfile's frontend needs {name}, which the builder does not have",
                            "Update the builder."));

    static final List<FailureRule> REGISTRY = List.of(
            text("\\b(?:429 Too Many Requests|toomanyrequests|invalid response status 429)")
                    .service(
                            "{doing}: {host} allows no more requests for now",
                            "Try again later, log in, or use a mirror."),
            text("(?:status|response)\\b.*?: (?<status>5\\d\\d [a-z]+(?: [a-z]+)*)|invalid response status (?<bare>5\\d\\d)")
                    .service("{doing}: {host} answered {status}{bare}", TRY_LATER),
            text("\\b401 Unauthorized|no basic auth credentials|unauthorized: |invalid username/password")
                    .user("{doing}: {host} does not accept the login", LOGIN),
            text("insufficient_scope|access denied|\\b403 Forbidden|\\bdenied: ")
                    .user(
                            "{doing}: {host} denies access",
                            "Check the name, and the rights of the credentials that are configured for this registry."),
            text("failed to push .*\\b404 Not Found")
                    .user(
                            "{doing}: {host} has no such repository",
                            "Check the name; some registries want it to be created first."),
            text("(?:status|response)\\b.*?: (?<status>4\\d\\d [a-z]+(?: [a-z]+)*)|invalid response status (?<bare>4\\d\\d)")
                    .user(
                            "{doing}: {host} answered {status}{bare}",
                            "Check the name, and the settings of this registry."),
            text("failed to resolve source metadata for .*: not found$|^\\S+: not found$")
                    .user(
                            "{doing}: there is no such image",
                            "Check its name and tag; a misspelt stage is taken for an image too."),
            text("server gave HTTP response to HTTPS client")
                    .user(
                            "{doing}: {host} speaks HTTP, not HTTPS",
                            "Mark the registry as insecure if that is meant to be so."),
            text("x509: (?<why>[^;\\n]*)")
                    .user(
                            "{doing}: the certificate of {host} is not trusted: {why}",
                            "Give the builder the registry's CA certificate."),
            text("TLS handshake timeout").service("{doing}: {host} does not answer", REACH),
            text("tls: (?<why>[^;\\n]*)")
                    .user("{doing}: no TLS with {host}: {why}", "Check the registry's TLS settings."),
            text("lookup (?<name>\\S*docker\\.io)[: ].*no such host")
                    .service(
                            "{doing}: the builder cannot resolve {name}",
                            "Check the builder's DNS and proxy, or use a mirror."),
            text("no such host|could not resolve host")
                    .user("{doing}: {host} is not a known host", "Check the name, else the builder's DNS."),
            text("server misbehaving|temporary failure in name resolution")
                    .service("{doing}: the builder cannot resolve {host}", "Check the builder's DNS."),
            text("connection refused").service("{doing}: {host} refuses the connection", REACH),
            text("connection reset|broken pipe|unexpected EOF|: EOF$")
                    .service("{doing}: {host} broke the connection off", TRY_LATER),
            text("i/o timeout|Client\\.Timeout|deadline exceeded|timed out")
                    .service("{doing}: {host} does not answer", REACH),
            text("network is unreachable|no route to host")
                    .service("{doing}: the builder cannot reach {host}", "Check the builder's network and proxy."),
            text("encountered unknown type|invalid manifest|unexpected media type")
                    .service(
                            "{doing}: {host} did not answer as a registry does",
                            "Check its address; a proxy may be in between."));

    static final List<FailureRule> BUILDER = List.of(
            text("image \"(?<image>[^\"]+)\": already exists") // dockerd when two builds give one untagged image at
                    // once
                    .service("The builder made the same image for another build at this moment", TRY_LATER),
            text("mounting \"proc\" to rootfs.*(?:operation not permitted|permission denied)") // containerd's worker
                    .service("The builder cannot run steps: it may not mount /proc for them", PROC),
            text("failed to mount (?<place>[^\\s:]+).*: (?<why>operation not permitted|permission denied)$")
                    .service("The builder may not mount {place} for a step: {why}", MOUNTS),
            text("failed to create endpoint|set ?up network|container init|cgroup|read-only file system|input/output error")
                    .service("The builder cannot run steps: {message}", "Look at the builder."),
            code(Code.UNAVAILABLE).service("The builder is not available: {message}", "Check that the builder runs."),
            code(Code.DEADLINE_EXCEEDED).service("The builder did not answer in time", "Check that the builder runs."),
            code(Code.RESOURCE_EXHAUSTED)
                    .service("The builder has no room left: {message}", "Free memory and disk space on the builder."),
            code(Code.INTERNAL).service("The builder failed: {message}", "Look at the builder's log."),
            code(Code.UNAUTHENTICATED)
                    .user("The builder does not accept the login: {message}", "Check the builder's credentials."),
            code(Code.PERMISSION_DENIED)
                    .user("The builder denies access: {message}", "Check the builder's credentials."),
            code(Code.UNIMPLEMENTED).user("The builder cannot do this: {message}", "Use a newer builder."));
}
