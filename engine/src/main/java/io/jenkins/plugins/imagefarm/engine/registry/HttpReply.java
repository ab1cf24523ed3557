package io.jenkins.plugins.imagefarm.engine.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to an {@link HttpCall}.
 *
 * @param status for instance 200
 * @param headers by name in lower case
 * @param body empty for none
 */
record HttpReply(int status, Map<String, List<String>> headers, byte[] body) {
    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean isRedirect() {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** Whether the same request may succeed later. */
    boolean isTemporary() {
        return status == 408 || status == 429 || status >= 500 && status != 501;
    }

    Optional<String> header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, List.of()).stream().findFirst();
    }

    List<Challenge> challenges() {
        return Challenge.parse(headers.getOrDefault("www-authenticate", List.of()));
    }

    /** How long the server wants to be left alone, RFC 9110 section 10.2.3; empty if it does not say. */
    Optional<Duration> retryAfter(Instant now) {
        return header("retry-after").map(String::strip).flatMap(text -> {
            try {
                return Optional.of(
                        text.matches("[0-9]{1,9}")
                                ? Duration.ofSeconds(Long.parseLong(text))
                                : Duration.between(
                                        now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)));
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public String toString() {
        return "HTTP status " + status;
    }
}
