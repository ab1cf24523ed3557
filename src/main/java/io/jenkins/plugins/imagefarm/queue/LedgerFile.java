package io.jenkins.plugins.imagefarm.queue;

import hudson.XmlFile;
import io.jenkins.plugins.imagefarm.Controller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The {@link Ledger}s of all builds, beside the configuration of Jenkins. */
final class LedgerFile {
    private static final Logger LOGGER = Logger.getLogger(LedgerFile.class.getName());

    private static final String NAME = "io.jenkins.plugins.imagefarm.queue.Slots.xml";

    private final XmlFile file = new XmlFile(Controller.file(NAME));

    /** Without those that cannot be read: a build without its ledger asks again. */
    List<Ledger> read() {
        List<Ledger> ledgers = new ArrayList<>();
        if (file.exists()) {
            try {
                if (file.read() instanceof Content content && content.ledgers != null) {
                    for (Ledger ledger : content.ledgers) {
                        ledgers.add(ledger.restored());
                    }
                }
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.WARNING, e, () -> "Not all of " + file + " can be read");
            }
        }
        return ledgers;
    }

    void write(Collection<Ledger> ledgers) {
        try {
            file.write(new Content(ledgers));
        } catch (IOException e) {
            // Builds go on; only after a restart some would ask again.
            LOGGER.log(Level.WARNING, e, () -> "Cannot write " + file);
        }
    }

    private static final class Content {
        private final ArrayList<Ledger> ledgers;

        Content(Collection<Ledger> ledgers) {
            this.ledgers = new ArrayList<>(ledgers);
        }
    }
}
