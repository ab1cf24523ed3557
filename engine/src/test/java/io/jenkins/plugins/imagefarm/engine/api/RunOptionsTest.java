package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be written around RUN instructions. */
class RunOptionsTest {
    @ParameterizedTest
    @CsvSource({"64m, 67108864", "1g, 1073741824", "128kb, 131072", "1MiB, 1048576", "4096, 4096", "10b, 10"})
    void memoryIsMeasuredAsDockerDoesIt(String text, long bytes) {
        assertEquals(bytes, MemorySize.valueOf(text).bytes());
    }

    @ParameterizedTest
    @CsvSource({
        "nofile=1024:2048, nofile=1024:2048",
        "nproc=7, nproc=7:7",
        "core=0:-1, core=0:-1",
        "memlock=-1, memlock=-1:-1"
    })
    void limitsHaveASoftAndAHardValue(String text, String written) {
        assertEquals(written, Ulimit.valueOf(text).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "64x | '64x' is not an amount of memory. Write for instance 64m or 1g.",
                "0 | An amount of memory is at least one byte",
                "99999999999g | '99999999999g' is not an amount of memory. Write for instance 64m or 1g.",
                "-1 | '-1' is not an amount of memory. Write for instance 64m or 1g."
            })
    void noAmountOfMemory(String text, String told) {
        assertTold(told, () -> MemorySize.valueOf(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nofile | 'nofile' is not a limit. Write for instance nofile=1024:2048.",
                "nofile=a | 'nofile=a' is not a limit. Write for instance nofile=1024:2048.",
                "files=1 | There is no limit called 'files'. Write for instance nofile=1024:2048.",
                "nofile=2:1 | The soft limit of nofile is above its hard one. Write the soft one first, such as nofile=1024:2048.",
                "nofile=-1:1 | The soft limit of nofile is above its hard one. Write the soft one first, such as nofile=1024:2048."
            })
    void noLimit(String text, String told) {
        assertTold(told, () -> Ulimit.valueOf(text));
    }

    @ParameterizedTest
    @CsvSource({"root", "network", "network.host=x", "'device=a,b'"})
    void noEntitlement(String text) {
        assertTold(
                "There is no entitlement '" + text
                        + "'. Entitlements are network.host, security.insecure, device, and device=NAME for one device.",
                () -> Entitlement.valueOf(text));
    }

    @Test
    void theEntitlementForAllDevicesIncludesThatForOne() {
        Entitlement all = Entitlement.valueOf("device");
        Entitlement one = Entitlement.valueOf("device=vendor.com/gpu");
        assertTrue(all.includes(one) && one.includes(one));
        assertFalse(one.includes(all));
        assertFalse(all.includes(Entitlement.HOST_NETWORK));
    }

    @Test
    void theNetworkOfTheHostIsAnEntitlementAlsoIfNobodySaysSo() {
        assertEquals(List.of(Entitlement.HOST_NETWORK), new RunOptions(NetworkMode.HOST, List.of()).entitlements());
        assertEquals(List.of(), RunOptions.usual().entitlements());
    }

    @Test
    void allStagesAndSomeStagesDoNotGoTogether() {
        Recipe recipe = new Recipe(null, null, null, null, true, false, null);
        assertTold(
                "noCache runs all stages again, noCacheFilter only some. Leave one of them out.",
                () -> recipe.withNoCacheFilter(List.of("build")));
    }

    private static void assertTold(String told, Executable parser) {
        assertEquals(
                told, assertThrows(ProblemException.class, parser).problem().toString());
    }
}
