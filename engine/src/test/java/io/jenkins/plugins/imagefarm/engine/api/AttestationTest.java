package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Attestation.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How attestations and dates are asked for. */
class AttestationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROVENANCE | true | ''",
                "PROVENANCE | max | mode=max",
                "PROVENANCE | mode=min,inline-only=true | mode=min,inline-only=true",
                "SBOM | true | ''",
                "SBOM | registry.example.com/scanner:1 | generator=registry.example.com/scanner:1",
                "SBOM | generator=scanner | generator=scanner"
            })
    void aParameterOfAKind(Kind kind, String text, String told) {
        Attestation asked = Attestation.of(kind, text).orElseThrow();
        assertEquals(kind, asked.kind());
        assertEquals(told, asked.text());
    }

    @Test
    void nothingIsAttestedUnlessAsked() {
        assertEquals(
                List.of(),
                Attestation.all("false", "", List.of("type=sbom,disabled=true", "type=provenance,disabled=true")));
        assertEquals(List.of(), Attestation.all(null, null, List.of()));
    }

    @Test
    void buildxsWordsForTheSame() {
        assertEquals(
                Attestation.all("max", "generator=scanner:1", List.of()),
                Attestation.all(null, null, List.of("type=provenance,mode=max", "type=sbom,generator=scanner:1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "full | | | 'full' is not a mode of provenance. Write true, false, min or max.",
                " | Bad:: | | 'Bad::' is not an image name",
                " | | type=slsa | 'type=slsa' is not an attestation: its type is not known. Known types are provenance, sbom, for instance type=provenance,mode=max.",
                "true | | type=provenance | There are two attestations of type provenance. Ask for it in one place only.",
                "type=sbom | | | An attestation of type sbom is no provenance. Write it as sbom."
            })
    void noAttestation(String provenance, String sbom, String attest, String told) {
        ProblemException refused = assertThrows(
                ProblemException.class,
                () -> Attestation.all(provenance, sbom, attest == null ? List.of() : List.of(attest)));
        assertTrue(
                refused.problem().toString().startsWith(told),
                () -> refused.problem().toString());
    }

    @Test
    void provenanceNamesWhoBuiltItUnlessItDoesAlready() {
        Attestation max = Attestation.of(Kind.PROVENANCE, "max").orElseThrow();
        assertEquals(
                "mode=max,builder-id=https://ci/job/1/",
                max.builtBy("https://ci/job/1/").text());
        Attestation named = Attestation.of(Kind.PROVENANCE, "builder-id=mine").orElseThrow();
        assertEquals(named, named.builtBy("https://ci/job/1/"));
        Attestation sbom = Attestation.of(Kind.SBOM, "true").orElseThrow();
        assertEquals(sbom, sbom.builtBy("https://ci/job/1/"));
    }

    @Test
    void aDateIsSecondsOrThatOfTheCommit() {
        assertEquals(new SourceDate(1_700_000_000L, false), SourceDate.of(" 1700000000 ", false));
        SourceDate commit = SourceDate.of("commit", true);
        assertEquals(new SourceDate(7L, true), commit.ofCommit(7));
        assertEquals(new SourceDate(5L, true), SourceDate.of("5", true).ofCommit(7));
        assertEquals(null, SourceDate.of("", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "-1", "1.5", "2024-01-01"})
    void noDate(String text) {
        ProblemException refused = assertThrows(ProblemException.class, () -> SourceDate.of(text, false));
        assertEquals(
                "'" + text + "' is not a sourceDateEpoch. Write seconds since 1970, or commit for the commit's time.",
                refused.problem().toString());
    }

    @Test
    void filesAreNotDatedWithoutADate() {
        ProblemException refused = assertThrows(ProblemException.class, () -> SourceDate.of(null, true));
        assertEquals(
                "The files cannot be given a date: there is no sourceDateEpoch. Give it too, for instance commit.",
                refused.problem().toString());
    }
}
