package io.jenkins.plugins.imagefarm.queue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Run;
import hudson.model.listeners.ItemListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentState;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodUnreachable;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodWanted;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.plan.Answer;
import io.jenkins.plugins.imagefarm.engine.plan.Hold;
import io.jenkins.plugins.imagefarm.engine.plan.PlanRequest;
import io.jenkins.plugins.imagefarm.engine.plan.SlotBook;
import io.jenkins.plugins.imagefarm.engine.plan.Waiting;
import io.jenkins.plugins.imagefarm.engine.plan.Wish;
import io.jenkins.plugins.imagefarm.nodes.NodeHistory;
import io.jenkins.plugins.imagefarm.nodes.NodeOffline;
import io.jenkins.plugins.imagefarm.pods.Pods;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The slots of all nodes, for all builds of this controller together: the one owner of the {@link SlotBook}.
 *
 * <p>Whoever calls only leaves a note and goes on. One thread reads the notes, has the slots given out, writes the {@link Ledger}s
 * to disk, and only then lets the builds see their answers; so a slot that a build was told of is taken also in the next session.
 *
 * <p><b>Restart.</b> What builds held that still run is held from the first moment, so that no node gets more than its limit; what
 * others held is free. Builds that waited ask again as their steps resume. Until the last of them has, or {@link #PATIENCE} is over,
 * nothing is given out, and then in the order of the time since when they wait.
 */
@Extension
public final class Slots extends ItemListener {
    private static final Logger LOGGER = Logger.getLogger(Slots.class.getName());

    /** For builds to ask again after a restart; one whose agent is away for longer goes behind those that are there. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int END_SECONDS = 5;

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, new NamingThreadFactory(new DaemonThreadFactory(), "Image Farm: slots of nodes"));
    private final AtomicBoolean dispatching = new AtomicBoolean();

    /** What anybody may see. */
    private volatile SlotState state = SlotState.EMPTY;

    // All below belongs to the thread.

    private final LedgerFile file = new LedgerFile();
    private final Map<String, Ledger> ledgers = new LinkedHashMap<>();

    /** Of builds that asked in this session. */
    private final Map<String, PodOrders> podOrders = new HashMap<>();

    private StickyHistory history;

    /** Null until the last session's state was read. */
    private SlotBook book;

    /** Builds of the last session that have not asked again yet. */
    private final Set<String> expected = new HashSet<>();

    /** Null as soon as slots are given out; until then what was asked for. */
    private List<Wish> early = new ArrayList<>();

    private boolean changed;

    public Slots() {
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @NonNull
    public static Slots get() {
        return ExtensionList.lookupSingleton(Slots.class);
    }

    /** Runs are known from then on. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    @SuppressWarnings("unused")
    public static void restore() {
        get().note(() -> {});
    }

    /** Which build holds what, and which waits for what; as it was a moment ago. */
    @NonNull
    public SlotState state() {
        return state;
    }

    /** Something outside has changed that decides what can be given out, such as a node that was taken offline. */
    public void reconsider() {
        note(() -> {});
    }

    /** The layers on that node are gone, so nothing is drawn to it any more. */
    public void forget(@NonNull String node) {
        note(() -> history.forget(node));
    }

    /**
     * @param wish without what only is known here: who built the image last, and what the build was granted before
     * @param orders for pods on what the build is granted
     */
    void want(Wish wish, PodOrders orders) {
        note(() -> {
            podOrders.put(wish.build(), orders);
            queue(wish);
            // What was granted before the engine told its key; of what has its pod this is no news.
            List.copyOf(ledgers.get(wish.build()).holds()).forEach(hold -> orderFirstPod(wish.build(), hold.id()));
        });
    }

    /**
     * An assignment has changed. Its end is told again after a restart, but is news only once.
     *
     * @param image what was built
     */
    void changed(String build, String image, AssignmentChanged event) {
        if (event.state() != AssignmentState.STARTED) {
            note(() -> ended(build, image, event));
        }
    }

    private void ended(String build, String image, AssignmentChanged event) {
        Ledger ledger = ledgers.get(build);
        if (ledger == null || !ledger.ended(event.id())) {
            return;
        }
        changed = true;
        book.ended(build, event.id());
        Pods.keeper().ifPresent(keeper -> keeper.release(build, event.id()));
        if (event.state() == AssignmentState.DONE) {
            history.built(image, event.assignment());
        }
        Run<?, ?> run = run(build);
        if (run != null) {
            NodeHistory.get().changed(run, event);
        }
    }

    /**
     * A build wants a pod for an assignment that it was granted; of one that has ended it is told again after a restart. The first
     * one was ordered with the grant, if that was in this session.
     */
    void wantPod(String build, PodWanted wanted) {
        note(() -> orderPod(build, wanted));
    }

    private void orderFirstPod(String build, int id) {
        orderPod(build, new PodWanted(0, 0, id, 1, false));
    }

    private void orderPod(String build, PodWanted wanted) {
        Ledger ledger = ledgers.get(build);
        PodOrders orders = podOrders.get(build);
        if (ledger == null || orders == null) {
            return;
        }
        PodAnswer answered = ledger.podAnswer(wanted.id(), wanted.attempt()).orElse(null);
        if (answered instanceof PodAnswer.Failed) {
            return;
        }
        ledger.held(wanted.id()).ifPresent(assignment -> {
            try {
                orders.of(wanted, assignment, (PodAnswer.Ready) answered)
                        .ifPresent(order -> Pods.keeper()
                                .orElseThrow(() -> new ProblemException(Pods.noKeeper()))
                                .want(order));
            } catch (ProblemException e) {
                answer(build, new PodAnswer.Failed(wanted.id(), wanted.attempt(), e.problem()));
            }
        });
    }

    /** A build cannot reach its pod; told after it was wanted, also when all that was told is told again after a restart. */
    void unreachable(String build, PodUnreachable event) {
        note(() -> Pods.keeper()
                .ifPresent(keeper -> keeper.unreachable(build, event.id(), event.attempt(), event.reason())));
    }

    /** Something is to be told to a build of one of its pods. */
    void answer(String build, PodAnswer answer) {
        note(() -> {
            Ledger ledger = ledgers.get(build);
            if (ledger != null && ledger.held(answer.id()).isPresent()) {
                ledger.answer(answer, System.currentTimeMillis());
                changed = true;
            }
        });
    }

    void leave(String build) {
        note(() -> remove(build));
    }

    /** All builds of a run that is over; most runs never had one. */
    void leaveAll(Run<?, ?> run) {
        String id = run.getExternalizableId();
        run(() -> List.copyOf(ledgers.keySet()).stream()
                .filter(build -> BuildName.parse(build).run().equals(id))
                .forEach(this::leave));
    }

    private void note(Runnable change) {
        run(() -> {
            if (book == null) {
                open();
            }
            change.run();
            if (dispatching.compareAndSet(false, true)) {
                run(this::dispatch);
            }
        });
    }

    private void run(Runnable task) {
        try {
            thread.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOGGER.log(Level.WARNING, "A change of slots failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "Left for the next session", e);
        }
    }

    private void open() {
        history = StickyHistory.read();
        List<Hold> holds = new ArrayList<>();
        for (Ledger ledger : file.read()) {
            if (BuildName.parse(ledger.build()).isRunning()) {
                ledgers.put(ledger.build(), ledger);
                holds.addAll(ledger.holds());
                if (!ledger.openRounds().isEmpty()) {
                    expected.add(ledger.build());
                }
            } else {
                changed = true;
            }
        }
        book = new SlotBook(holds);
        thread.schedule(() -> note(expected::clear), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whoever asks; null if it is gone. */
    @CheckForNull
    static Run<?, ?> run(String build) {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            return BuildName.parse(build).find();
        }
    }

    private void queue(Wish wish) {
        String build = wish.build();
        int round = wish.round();
        Ledger ledger = ledgers.computeIfAbsent(build, Ledger::new);
        changed |= ledger.want(round, wish.since());
        if (ledger.isOpen(round)) {
            Wish whole = complete(wish, ledger);
            if (early == null) {
                book.want(whole);
            } else {
                early.add(whole);
            }
        }
        if (ledger.openRounds().stream().noneMatch(open -> open > round)) {
            expected.remove(build);
        }
    }

    private Wish complete(Wish wish, Ledger ledger) {
        PlanRequest asked = wish.request();
        PlanRequest request = new PlanRequest(
                ledger.pending(wish.round(), asked.platforms()),
                asked.needs(),
                asked.rules(),
                asked.image(),
                history.last(asked.image()),
                asked.excluded());
        return new Wish(
                wish.build(), wish.round(), request, wish.candidates(), ledger.since(wish.round()), ledger.lastId());
    }

    private void remove(String build) {
        if (ledgers.remove(build) != null) {
            changed = true;
            Pods.keeper().ifPresent(keeper -> keeper.releaseAll(build));
        }
        podOrders.remove(build);
        expected.remove(build);
        if (early != null) {
            early.removeIf(wish -> wish.build().equals(build));
        }
        book.leave(build);
    }

    private void dispatch() {
        dispatching.set(false);
        if (early != null && expected.isEmpty()) {
            early.sort(Comparator.comparingLong(Wish::since));
            early.forEach(book::want);
            early = null;
        }
        if (early == null) {
            long now = System.currentTimeMillis();
            for (Answer answer : book.dispatch(NodeOffline.get()::reason, now)) {
                Ledger ledger = ledgers.get(answer.build());
                if (ledger != null) {
                    ledger.answer(answer.placement(), now);
                    changed = true;
                    if (answer.placement() instanceof Placement.Granted granted) {
                        orderFirstPod(answer.build(), granted.id());
                    }
                }
            }
        }
        if (changed) {
            file.write(ledgers.values());
            changed = false;
        }
        publish();
    }

    private void publish() {
        Map<String, List<BuildAnswer>> answers = new HashMap<>();
        ledgers.forEach((build, ledger) -> answers.put(build, ledger.answers()));
        List<Waiting> waiting = book.waiting();
        Map<String, String> reasons = new HashMap<>(waiting.stream()
                .collect(Collectors.groupingBy(
                        Waiting::build, Collectors.collectingAndThen(Collectors.toList(), SlotState::reason))));
        if (early != null) {
            early.forEach(wish -> reasons.put(wish.build(), Messages.Slots_restart()));
        }
        state = new SlotState(book.holds(), waiting, book.loads(), answers, reasons);
    }

    @Override
    public void onBeforeShutdown() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.info("The last changes of slots may be lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
