package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The token endpoint of a {@link FakeRegistry}, and the guard that wants its tokens. */
public final class FakeTokens implements FakeGuard {
    private static final Pattern REPOSITORY = Pattern.compile("/v2/(.+)/(?:blobs|manifests|tags|referrers)/.*");

    private record Issued(Map<String, Set<String>> rights, Instant until) {}

    private final Login login;
    private final String realm;
    private final String service;
    private final Map<String, Issued> issued = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile int statusOfPost = 200;
    private volatile Integer validity = 300;
    private volatile boolean anonymous = true;
    private volatile boolean anonymousPull = true;
    private volatile boolean push = true;
    private volatile String issuedAt = "";

    FakeTokens(Login login, String realm, String service) {
        this.login = login;
        this.realm = realm;
        this.service = service;
    }

    /** How many tokens were given. */
    public int count() {
        return count.get();
    }

    /** Whether a token is good for an action in a repository now. */
    public boolean allows(String token, String repository, String action) {
        Issued known = issued.get(token);
        return known != null
                && known.until().isAfter(Instant.now())
                && known.rights().getOrDefault(repository, Set.of()).contains(action);
    }

    /** No token given so far is good any more. */
    public void expireAll() {
        issued.clear();
    }

    /** As registries that know only GET answer a POST: 401, 404 or 405. */
    public void refusePost(int status) {
        statusOfPost = status;
    }

    /** What {@code expires_in} says; null to leave it out. */
    public void validFor(Integer seconds) {
        validity = seconds;
    }

    /** What {@code issued_at} says; empty to leave it out. */
    public void issuedAt(String time) {
        issuedAt = time;
    }

    /** Give nobody a token without a login. */
    public void refuseAnonymous() {
        anonymous = false;
    }

    /**
     * Give everybody a token, but without a login one that is good for nothing, as Docker Hub does for private
     * repositories.
     */
    public void refuseAnonymousPull() {
        anonymousPull = false;
    }

    /** Give the user tokens for pulling only. */
    public void refusePush() {
        push = false;
    }

    void serve(FakeExchange exchange) throws IOException {
        if (!exchange.path().equals("/token")) {
            exchange.fail(404, "NOT_FOUND", "no such path");
        } else if (exchange.method().equals("POST")) {
            servePost(exchange);
        } else {
            serveGet(exchange);
        }
    }

    private void servePost(FakeExchange exchange) throws IOException {
        Map<String, String> form = exchange.form();
        boolean known = login.username().isEmpty()
                ? "refresh_token".equals(form.get("grant_type"))
                        && login.password().equals(form.get("refresh_token"))
                : "password".equals(form.get("grant_type"))
                        && login.username().equals(form.get("username"))
                        && login.password().equals(form.get("password"));
        if (statusOfPost != 200) {
            exchange.fail(statusOfPost, "UNSUPPORTED", "POST is not known here");
        } else if (!known) {
            exchange.fail(401, "UNAUTHORIZED", "incorrect username or password");
        } else {
            give(
                    exchange,
                    "access_token",
                    List.of(form.getOrDefault("scope", "").split(" ")),
                    true);
        }
    }

    private void serveGet(FakeExchange exchange) throws IOException {
        String header = exchange.header("Authorization");
        boolean known = header.equals(TokenClient.basic(login));
        if (!known && (!header.isEmpty() || !anonymous)) {
            exchange.fail(401, "UNAUTHORIZED", "incorrect username or password");
        } else {
            give(exchange, "token", exchange.queries("scope"), known);
        }
    }

    private void give(FakeExchange exchange, String name, List<String> scopes, boolean known) throws IOException {
        Map<String, Set<String>> rights = new TreeMap<>();
        for (String scope :
                scopes.stream().flatMap(text -> Stream.of(text.split(" "))).toList()) {
            String[] parts = scope.split(":", 3);
            if (parts.length == 3 && parts[0].equals("repository")) {
                Set<String> actions = new TreeSet<>(Arrays.asList(parts[2].split(",")));
                actions.removeIf(action -> !(action.equals("pull") ? known || anonymousPull : known && push));
                rights.computeIfAbsent(parts[1], repository -> new TreeSet<>()).addAll(actions);
            }
        }
        String token = "token-" + UUID.randomUUID();
        issued.put(token, new Issued(rights, Instant.now().plusSeconds(validity == null ? 60 : validity)));
        count.incrementAndGet();
        String json = "{\"" + name + "\":\"" + token + "\""
                + (validity == null ? "" : ",\"expires_in\":" + validity)
                + (issuedAt.isEmpty() ? "" : ",\"issued_at\":\"" + issuedAt + "\"") + "}";
        exchange.set("Content-Type", "application/json").answer(200, json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean admits(FakeExchange exchange) throws IOException {
        Matcher path = REPOSITORY.matcher(exchange.path());
        String repository = path.matches() ? path.group(1) : null;
        String action = Set.of("GET", "HEAD").contains(exchange.method()) ? "pull" : "push";
        String header = exchange.header("Authorization");
        Issued token = issued.get(header.replaceFirst("^Bearer ", ""));
        if (token == null || token.until().isBefore(Instant.now())) {
            challenge(exchange, repository, action, header.isEmpty() ? "" : "invalid_token");
            return false;
        }
        if (repository != null && !allows(header.replaceFirst("^Bearer ", ""), repository, action)) {
            challenge(exchange, repository, action, "insufficient_scope");
            return false;
        }
        return true;
    }

    private void challenge(FakeExchange exchange, String repository, String action, String error) throws IOException {
        String scope = repository == null
                ? ""
                : ",scope=\"repository:" + repository + ":" + (action.equals("pull") ? "pull" : "pull,push") + "\"";
        exchange.add(
                        "WWW-Authenticate",
                        "Bearer realm=\"" + realm + "\",service=\"" + service + "\"" + scope
                                + (error.isEmpty() ? "" : ",error=\"" + error + "\""))
                .fail(401, "UNAUTHORIZED", "authentication required");
    }
}
