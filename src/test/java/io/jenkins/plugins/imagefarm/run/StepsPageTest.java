package io.jenkins.plugins.imagefarm.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.console.LineTransformationOutputStream;
import hudson.model.FreeStyleBuild;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.FailureLocated;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepOutput;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.Warned;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import io.jenkins.plugins.imagefarm.fake.Visitors;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlListItem;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a user sees of the steps of an image build. */
@WithJenkins
class StepsPageTest {
    private static final String MARKUP = "<script>alert(1)</script>";

    private static JenkinsRule jenkins;

    private final Map<String, JenkinsRule.WebClient> clients = new HashMap<>();
    private FreeStyleBuild run;
    private KeptEvents events;

    @BeforeAll
    static void share(JenkinsRule rule) {
        jenkins = rule;
        Visitors.admit(jenkins);
    }

    @BeforeEach
    void beginBuild() throws Exception {
        run = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        events = new KeptEvents(run, "7", out -> out);
        events.begin(Results.request());
    }

    @Test
    void showsStepsOfEachPartWithTheirLastState() throws Exception {
        keep(
                step("linux/amd64", 1, "[1/2] FROM base", StepState.CACHED, 0, ""),
                step("linux/arm64", 1, "[1/2] FROM base", StepState.STARTED, 0, ""),
                step("linux/arm64", 1, "[1/2] FROM base", StepState.DONE, 2_000, ""),
                step("linux/arm64", 3, "[2/2] RUN make", StepState.FAILED, 3_000, "exit code: 2"),
                step("linux/arm64", 2, "[internal] load .dockerignore", StepState.DONE, 10, ""),
                warned("Legacy key", place(4, "ENV a b")),
                warned("Nobody knows where", null));
        ImageBuildAction.record(
                run, TaskListener.NULL, "7", Results.request(), Results.failure(Problem.user("make failed", "")), null);
        HtmlPage page = page("");
        assertThat(
                page.querySelectorAll("#image-farm-steps h2").stream()
                        .map(DomNode::asNormalizedText)
                        .toList(),
                is(List.of("linux/amd64", "linux/arm64")));
        assertThat(page.querySelectorAll(".image-farm-step-cached"), hasSize(1));
        assertThat(page.querySelectorAll(".image-farm-step-done"), hasSize(2));
        assertThat(
                page.querySelectorAll(".image-farm-step-number").stream()
                        .map(DomNode::asNormalizedText)
                        .toList(),
                is(List.of("#1", "#1", "#2", "#3")));
        assertThat(text(page, ".image-farm-step-failed"), containsString("exit code: 2"));
        assertThat(text(page, "#image-farm-overview"), containsString("Legacy key (Dockerfile, line 4)"));
        assertThat(text(page, "#image-farm-overview li .image-farm-marked-line code"), is("ENV a b"));
        assertThat(text(page, "#image-farm-overview"), containsString("Nobody knows where"));
        assertThat(page.querySelectorAll(".image-farm-source"), hasSize(1));
        assertThat(text(page, "#image-farm-overview"), containsString("make failed"));
    }

    @Test
    void theLinesOfTheDockerfileAreShownWhereTheLastTryOfEachPartFailed() throws Exception {
        keep(
                failure("linux/amd64", place(4, "RUN curl")),
                failure("linux/amd64", place(9, "RUN make")),
                failure("linux/arm64", place(9, "RUN make")),
                failure("linux/arm64", place(7, MARKUP)));
        ImageBuildAction.record(
                run, TaskListener.NULL, "7", Results.request(), Results.failure(Problem.user("make failed", "")), null);
        HtmlPage page = page("");
        assertThat(
                page.querySelectorAll(".image-farm-marked-line code").stream()
                        .map(DomNode::asNormalizedText)
                        .toList(),
                is(List.of("RUN make", MARKUP)));
        assertThat(((HtmlListItem) page.querySelector(".image-farm-marked-line")).getAttribute("value"), is("9"));
        assertThat(text(page, ".image-farm-source figcaption"), is("Dockerfile"));
    }

    @Test
    void whatFailedBeforeATryThatSucceededIsNotShown() throws Exception {
        keep(failure("", place(4, "RUN curl")));
        ImageBuildAction.record(run, TaskListener.NULL, "7", Results.request(), Results.success(), null);
        assertThat(text(page(""), ".image-farm-source"), is(""));
    }

    @Test
    void goesByTheNameOfItsImage() throws Exception {
        assertThat(text(page(""), "h1"), is("Build of " + Results.TAG));
        HtmlPage list = client("reader").goTo(run.getUrl() + "image-builds/");
        assertThat(list.getAnchorByText("Build of " + Results.TAG).getHrefAttribute(), is("build/7/"));
        ImageBuildAction.record(run, TaskListener.NULL, "7", Results.request(), Results.success(), null);
        HtmlPage page = page("");
        assertThat(text(page, "h1"), is("Build of " + Results.TAG + " and 1 more"));
        assertThat(text(page, "#image-farm-told"), is("Built, 1 min 5 sec, 3 of 5 steps cached, 12.3 MiB"));
    }

    @Test
    void namesTheStepsThatFailedAndTheSlowestAmongMany() throws Exception {
        keep(IntStream.rangeClosed(1, 30)
                .mapToObj(i -> step("", i, "RUN step " + i, i == 20 ? StepState.FAILED : StepState.DONE, i, ""))
                .toArray(BuildEvent[]::new));
        ImageBuildAction.record(
                run, TaskListener.NULL, "7", Results.request(), Results.failure(Problem.user("no", "")), null);
        HtmlPage page = page("");
        assertThat(
                page.querySelectorAll(".image-farm-links a").stream()
                        .map(link -> ((HtmlAnchor) link).getHrefAttribute())
                        .toList(),
                is(List.of("#step--20", "#step--30", "#step--29", "#step--28", "#step--27", "#step--26")));
        assertThat(page.getElementById("step--20").getTagName(), is("summary"));
    }

    @Test
    void whatIsNewIsTheStepsThatChanged() throws Exception {
        keep(IntStream.rangeClosed(1, 2_000)
                .mapToObj(i -> step("", i, "RUN step " + i, StepState.DONE, i, ""))
                .toArray(BuildEvent[]::new));
        HtmlPage page = page("");
        assertThat(page.querySelectorAll("#image-farm-steps .image-farm-step"), hasSize(2_000));
        assertThat(text(page, ".image-farm-slowest"), is(""));
        String end = page.getElementById("image-farm-steps").getAttribute("data-end");
        keep(step("", 2_001, "RUN last", StepState.STARTED, 0, ""));
        String news = post("news", new NameValuePair("since", end));
        assertThat(news, containsString("RUN last"));
        assertThat(news, not(containsString("RUN step")));
        assertThat(news.length(), lessThan(300));
    }

    @Test
    void outputComesPieceByPiece() throws Exception {
        String line = "x".repeat(100);
        String lines = IntStream.range(0, 1_000).mapToObj(i -> line).collect(Collectors.joining("\n"));
        keep(Stream.concat(
                        Stream.of(step("", 1, "RUN loud", StepState.STARTED, 0, "")),
                        IntStream.range(0, 200).mapToObj(i -> output(1 + i % 2, lines)))
                .toArray(BuildEvent[]::new));
        String first = post("output", parameters("", 1, 0));
        assertThat(first.length(), lessThan(110_000));
        long next = Long.parseLong(first.replaceFirst("(?s).*\"next\":(-?\\d+).*", "$1"));
        int pieces = 1;
        while (next >= 0) {
            next = Long.parseLong(
                    post("output", parameters("", 1, next)).replaceFirst("(?s).*\"next\":(-?\\d+).*", "$1"));
            pieces++;
        }
        assertEquals(101, pieces, "100 with lines, and one that finds no more");
    }

    @Test
    void outputOfOtherStepsIsNotMistaken() throws Exception {
        String misleading = Wire.write(output(1, "not mine"));
        keep(output(11, "eleven"), output(2, misleading), output(1, "mine"));
        assertThat(post("output", parameters("", 1, 0)), is("{\"text\":\"mine\\n\",\"next\":-1}"));
    }

    @Test
    void namesAndOutputAreTexts() throws Exception {
        keep(step("", 1, MARKUP, StepState.FAILED, 5, MARKUP), output(1, MARKUP));
        HtmlPage page = page("");
        assertThat(text(page, ".image-farm-step-name"), is(MARKUP));
        assertThat(text(page("log?part=&number=1&from=0"), "pre"), is(MARKUP));
        DomNode ours = page.getElementById("main-panel");
        assertThat(ours.getByXPath(".//script[not(@src)] | .//style"), empty());
        assertThat(ours.getByXPath(".//@*[starts-with(name(), 'on')] | .//@style"), empty());
    }

    @Test
    void outputCanBeReadWithoutScripts() throws Exception {
        keep(step("", 3, "RUN make", StepState.DONE, 5, ""), output(3, "made it"));
        HtmlPage page = page("");
        HtmlPage log = page.getAnchorByText("Output").click();
        assertThat(text(log, "pre"), is("made it"));
    }

    @Test
    void whoMayNotSeeTheRunSeesNoSteps() throws Exception {
        keep(step("", 1, "RUN make", StepState.DONE, 5, ""));
        for (String what : List.of("", "overview", "log?part=&number=1&from=0")) {
            assertEquals(
                    404, client("stranger").goTo(url() + what).getWebResponse().getStatusCode(), what);
        }
        for (String what : List.of("news", "output")) {
            assertEquals(404, post("stranger", what, parameters("", 1, 0)).getStatusCode(), what);
        }
    }

    @Test
    void thereIsNoPageOfAnotherFile() throws Exception {
        for (String id : List.of("8", "..", "%2e%2e%2fbuild")) {
            String address = run.getUrl() + "image-builds/build/" + id + "/news";
            assertEquals(404, client("reader").goTo(address).getWebResponse().getStatusCode(), id);
        }
    }

    @Test
    void aCopyGoesOnWhereItEnded() throws Exception {
        keep(step("", 1, "RUN make", StepState.STARTED, 0, ""));
        byte[] line = EventLines.of(step("", 1, "RUN make", StepState.DONE, 7, ""));
        events.keep(Arrays.copyOf(line, 20));
        assertThat(page("").querySelectorAll(".image-farm-step-started"), hasSize(1));
        long first = events.wanted() - 20;
        KeptEvents next = new KeptEvents(run, "7", out -> out);
        Files.writeString(
                KeptEvents.file(run, "7"), "{\"type\":\"step\",", StandardOpenOption.APPEND); // cut short, too
        assertEquals(first, next.wanted(), "a line that was not whole is asked for again");
        next.keep(Arrays.copyOf(line, 30));
        next.keep(Arrays.copyOfRange(line, 30, line.length));
        assertThat(page("").querySelectorAll(".image-farm-step-done"), hasSize(1));
        assertEquals(first + line.length, new KeptEvents(run, "7", out -> out).wanted());
    }

    @Test
    void whatTheConsoleMasksIsMaskedHere() throws Exception {
        events = new KeptEvents(run, "7", out -> new LineTransformationOutputStream.Delegating(out) {
            @Override
            protected void eol(byte[] line, int length) throws IOException {
                String text = new String(line, 0, length, StandardCharsets.UTF_8);
                out.write(("12:00 " + text.replace("hu\"sh", "****")).getBytes(StandardCharsets.UTF_8));
            }
        });
        events.begin(Results.request());
        keep(
                step("", 1, "RUN echo hu\"sh", StepState.FAILED, 5, "no hu\"sh"),
                output(1, "one hu\"sh\ntwo"),
                warned("not hu\"sh", place(2, "ENV hu\"sh")),
                failure("", place(2, "RUN echo hu\"sh")));
        String kept = Files.readString(KeptEvents.file(run, "7"));
        assertThat(kept, not(containsString("sh")));
        assertThat(kept, not(containsString("12:00")));
        assertThat(text(page(""), ".image-farm-step-name"), is("RUN echo ****"));
        assertThat(post("output", parameters("", 1, 0)), containsString("one ****\\ntwo\\n"));
    }

    private static StepChanged step(String part, int number, String name, StepState state, long ms, String error) {
        return new StepChanged(1, 1, part, number, name, state, ms, error);
    }

    private static FailureLocated failure(String part, SourceLines place) {
        return new FailureLocated(1, 1, part, List.of(place));
    }

    private static Warned warned(String message, SourceLines place) {
        return new Warned(
                9, 1, message, List.of(), "", place == null ? "" : "Dockerfile", place == null ? 0 : 4, place);
    }

    private static SourceLines place(int line, String text) {
        return new SourceLines(
                "Dockerfile",
                List.of(new SourceLines.Line(line - 1, false, ""), new SourceLines.Line(line, true, text)));
    }

    private static StepOutput output(int number, String text) {
        return new StepOutput(1, 1, "", number, false, text);
    }

    private void keep(BuildEvent... all) {
        events.keep(EventLines.of(all));
    }

    private static NameValuePair[] parameters(String part, int number, long from) {
        return new NameValuePair[] {
            new NameValuePair("part", part),
            new NameValuePair("number", String.valueOf(number)),
            new NameValuePair("from", String.valueOf(from))
        };
    }

    private String post(String what, NameValuePair... parameters) throws Exception {
        return post("reader", what, parameters).getContentAsString();
    }

    private WebResponse post(String user, String what, NameValuePair... parameters) throws Exception {
        JenkinsRule.WebClient client = client(user);
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), url() + what), HttpMethod.POST);
        request.setRequestParameters(List.of(parameters));
        client.addCrumb(request);
        return client.getPage(request).getWebResponse();
    }

    private static String text(HtmlPage page, String selector) {
        DomNode found = page.querySelector(selector);
        return found == null ? "" : found.asNormalizedText().strip();
    }

    private String url() {
        return run.getUrl() + "image-builds/build/7/";
    }

    private HtmlPage page(String what) throws Exception {
        return client("reader").goTo(url() + what);
    }

    /** One for each user: to log in takes longer than to read. */
    private JenkinsRule.WebClient client(String user) throws Exception {
        JenkinsRule.WebClient known = clients.get(user);
        if (known == null) {
            known = jenkins.createWebClient()
                    .withThrowExceptionOnFailingStatusCode(false)
                    .withJavaScriptEnabled(false)
                    .login(user);
            clients.put(user, known);
        }
        return known;
    }
}
