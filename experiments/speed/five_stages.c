/* The funnel of five_stages.yaml, written by hand for nothing else.
 *
 * It gives the same future as salessim, to the bit: same draws, same order of events, same sums.
 * So the two can be timed on the same work. Tables are as lean as this funnel allows; what the
 * scenario switches off (moods, learning, accounts, a log) is not even asked about.
 *
 * Built by c_loop.py with the system's compiler; no part of the package.
 */

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { STAGES = 5, REPS_MOST = 64, MONTHS_MOST = 60 };
enum { MONTH_END, HIRE, DAY_START, TASK_DONE, BUYER_REPLY, FIRM_BACK, CANDIDATE, CONTACT, LEAD,
       TOUCH, SETTLE };
enum { STEP_HOURS = 7, STEP_RESULT = 8, BUYER_DELAY = 9, DEAL_VALUE = 11, LEAD_GAP = 14,
       LEAD_FIRM = 17 };
enum { AVAILABLE, IN_DEAL, CUSTOMER };
enum { OPEN, WON, LOST };

#define DAY 86400
#define ROUNDS 4096
#define TRIES 32
#define NOBODY (-1)

typedef struct {
    int64_t reps, firms, months, horizon, deals_room, heap_room;
    uint64_t seed, channel_key;
    double leads_per_second, margin, value_low, value_high;
    double hours[STAGES], days[STAGES], chance[STAGES];
} Facts;

typedef struct { uint64_t key; int32_t state, deals; } Firm;

typedef struct {
    uint64_t key;
    int64_t opened, entered, answers_at, closed, work;
    double value;
    int32_t firm, rep, step, state;
} Deal;

typedef struct { int64_t at; int32_t kind, entity; } Event;

typedef struct { int64_t entered, advanced, lost, open, started, waited, work; } Stage;

typedef struct { int64_t leads, won, lost, work; double revenue, bookings, cost_of_goods; } Month;

typedef struct { int64_t paid, worked, idle, won, lost; double bookings; } RepMonth;

typedef struct {
    int32_t busy, looks, deal;
    int64_t left, window_end;
    int32_t *queue; /* heap of deals; a lower number was opened earlier */
    int32_t queued;
} Rep;

typedef struct {
    Stage stages[STAGES];
    Month months[MONTHS_MOST];
    RepMonth reps[REPS_MOST][MONTHS_MOST];
    int64_t events, deals;
} Books;

typedef struct {
    const Facts *facts;
    const int64_t *borders;
    Firm *firms;
    Deal *deals;
    Event *heap;
    int64_t heap_size, candidates, month, last_rep, replication;
    Rep reps[REPS_MOST];
    Books *books;
} World;

/* Draws: Philox4x32-10, keyed as salessim keys them. */

static inline double uniform(const World *w, uint64_t entity, uint32_t purpose, uint32_t k)
{
    uint32_t c0 = k, c1 = (uint32_t)w->replication;
    uint32_t c2 = (uint32_t)entity, c3 = (uint32_t)(entity >> 32);
    uint32_t k0 = (uint32_t)w->facts->seed;
    uint32_t k1 = (uint32_t)((w->facts->seed >> 32) << 8) | purpose;
    for (int i = 0; i < 10; i++) {
        uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)p1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    uint64_t bits = (((uint64_t)c1 << 32) | c0) >> 12;
    return ((double)bits + 0.5) * 0x1p-52;
}

static inline uint64_t mixed(uint64_t key, uint64_t number)
{
    uint64_t word = key ^ ((number + 1) * 0x9E3779B97F4A7C15u);
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;
    return word ^ (word >> 31);
}

static inline double exponential(double mean, double chance) { return -mean * log(1.0 - chance); }

/* The heap of events: by time, kind, entity. */

static inline int earlier(const Event *a, const Event *b)
{
    if (a->at != b->at) return a->at < b->at;
    if (a->kind != b->kind) return a->kind < b->kind;
    return a->entity < b->entity;
}

static void post(World *w, int64_t at, int kind, int64_t entity)
{
    if (!(at < w->facts->horizon || (at == w->facts->horizon && kind == MONTH_END))) return;
    Event event = {at, kind, (int32_t)entity};
    int64_t place = w->heap_size++;
    while (place > 0) {
        int64_t parent = (place - 1) / 2;
        if (!earlier(&event, &w->heap[parent])) break;
        w->heap[place] = w->heap[parent];
        place = parent;
    }
    w->heap[place] = event;
}

static Event take_first(World *w)
{
    Event first = w->heap[0], last = w->heap[--w->heap_size];
    int64_t place = 0, size = w->heap_size;
    for (;;) {
        int64_t child = 2 * place + 1;
        if (child >= size) break;
        if (child + 1 < size && earlier(&w->heap[child + 1], &w->heap[child])) child++;
        if (!earlier(&w->heap[child], &last)) break;
        w->heap[place] = w->heap[child];
        place = child;
    }
    w->heap[place] = last;
    return first;
}

/* A rep's queue: the deal opened first is served first. */

static void enqueue(Rep *rep, int32_t deal)
{
    int32_t place = rep->queued++;
    while (place > 0 && deal < rep->queue[(place - 1) / 2]) {
        rep->queue[place] = rep->queue[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    rep->queue[place] = deal;
}

static int32_t dequeue(Rep *rep)
{
    int32_t first = rep->queue[0], last = rep->queue[--rep->queued], place = 0;
    for (;;) {
        int32_t child = 2 * place + 1;
        if (child >= rep->queued) break;
        if (child + 1 < rep->queued && rep->queue[child + 1] < rep->queue[child]) child++;
        if (rep->queue[child] >= last) break;
        rep->queue[place] = rep->queue[child];
        place = child;
    }
    rep->queue[place] = last;
    return first;
}

/* What happens. */

static void look_for_work(World *w, int64_t now, int32_t rep)
{
    if (w->reps[rep].looks) return;
    w->reps[rep].looks = 1;
    post(w, now, SETTLE, rep);
}

static void wake(World *w, int64_t now, int32_t rep)
{
    if (!w->reps[rep].busy && now < w->reps[rep].window_end) look_for_work(w, now, rep);
}

static void let_wait(World *w, int64_t now, int32_t number)
{
    Deal *deal = &w->deals[number];
    deal->entered = now;
    enqueue(&w->reps[deal->rep], number);
    wake(w, now, deal->rep);
}

static void await_lead(World *w, int64_t now)
{
    double chance = uniform(w, w->facts->channel_key, LEAD_GAP, (uint32_t)w->candidates);
    int64_t gap = (int64_t)(-log(chance) / w->facts->leads_per_second + 0.5);
    post(w, now + (gap > 1 ? gap : 1), LEAD, 0);
}

static int64_t place_asking(const World *w, int64_t k)
{
    int64_t span = 1;
    while (span < w->facts->firms) span *= 2;
    for (int64_t try = 0; try < TRIES; try++) {
        uint32_t draw = (uint32_t)(k * TRIES + try);
        int64_t place = (int64_t)(span * uniform(w, w->facts->channel_key, LEAD_FIRM, draw));
        if (place < w->facts->firms) return place;
    }
    return 0;
}

static void on_lead(World *w, int64_t now)
{
    int64_t k = w->candidates++;
    await_lead(w, now);
    int64_t firms = w->facts->firms, place = place_asking(w, k);
    while (w->firms[place].state != AVAILABLE) place = place + 1 == firms ? 0 : place + 1;
    Firm *firm = &w->firms[place];
    w->last_rep = w->last_rep + 1 == w->facts->reps ? 0 : w->last_rep + 1;
    int32_t number = (int32_t)w->books->deals++;
    Deal *deal = &w->deals[number];
    deal->key = mixed(firm->key, (uint64_t)firm->deals++);
    deal->firm = (int32_t)place;
    deal->rep = (int32_t)w->last_rep;
    deal->step = 0;
    deal->state = OPEN;
    deal->opened = now;
    deal->closed = -1;
    deal->work = 0;
    deal->value = w->facts->value_low +
        (w->facts->value_high - w->facts->value_low) * uniform(w, deal->key, DEAL_VALUE, 0);
    firm->state = IN_DEAL;
    w->books->months[w->month].leads++;
    w->books->stages[0].entered++;
    let_wait(w, now, number);
}

static void sit(World *w, int64_t now, int32_t number)
{
    Rep *rep = &w->reps[number];
    Deal *deal = &w->deals[rep->deal];
    int64_t room = rep->window_end - now, sitting = rep->left < room ? rep->left : room;
    rep->left -= sitting;
    rep->busy = 1;
    w->books->months[w->month].work += sitting;
    w->books->stages[deal->step].work += sitting;
    deal->work += sitting;
    w->books->reps[number][w->month].worked += sitting;
    w->books->reps[number][w->month].idle -= sitting;
    if (rep->left == 0) post(w, now + sitting, TASK_DONE, number);
}

static int on_settle(World *w, int64_t now, int32_t number)
{
    Rep *rep = &w->reps[number];
    rep->looks = 0;
    if (rep->busy || now >= rep->window_end) return 0;
    if (rep->deal != NOBODY) {
        sit(w, now, number);
        return 1;
    }
    if (rep->queued == 0) return 1;
    rep->deal = dequeue(rep);
    Deal *deal = &w->deals[rep->deal];
    Stage *stage = &w->books->stages[deal->step];
    double chance = uniform(w, deal->key, STEP_HOURS, (uint32_t)(deal->step * ROUNDS));
    int64_t seconds = (int64_t)(exponential(w->facts->hours[deal->step], chance) * 3600 + 0.5);
    rep->left = seconds > 1 ? seconds : 1;
    stage->started++;
    stage->waited += now - deal->entered;
    sit(w, now, number);
    return 1;
}

static void on_buyer_reply(World *w, int64_t now, int32_t number)
{
    Deal *deal = &w->deals[number];
    Stage *stage = &w->books->stages[deal->step];
    Month *month = &w->books->months[w->month];
    RepMonth *own = &w->books->reps[deal->rep][w->month];
    double luck = uniform(w, deal->key, STEP_RESULT, (uint32_t)(deal->step * ROUNDS));
    if (luck >= w->facts->chance[deal->step]) {
        deal->state = LOST;
        deal->closed = now;
        stage->lost++;
        month->lost++;
        own->lost++;
        w->firms[deal->firm].state = AVAILABLE;
        return;
    }
    stage->advanced++;
    if (++deal->step < STAGES) {
        w->books->stages[deal->step].entered++;
        let_wait(w, now, number);
        return;
    }
    deal->step = STAGES - 1;
    deal->state = WON;
    deal->closed = now;
    month->won++;
    month->bookings += deal->value;
    own->won++;
    own->bookings += deal->value;
    w->firms[deal->firm].state = CUSTOMER;
    month->revenue += deal->value;
    month->cost_of_goods += deal->value * (1.0 - w->facts->margin);
}

static int on_task_done(World *w, int64_t now, int32_t number)
{
    Rep *rep = &w->reps[number];
    if (rep->deal == NOBODY || rep->left > 0) return 0;
    int32_t worked_on = rep->deal;
    Deal *deal = &w->deals[worked_on];
    rep->deal = NOBODY;
    rep->busy = 0;
    double chance = uniform(w, deal->key, BUYER_DELAY, (uint32_t)(deal->step * ROUNDS));
    deal->answers_at = now + (int64_t)(exponential(w->facts->days[deal->step], chance) * DAY + 0.5);
    if (deal->answers_at == now) on_buyer_reply(w, now, worked_on);
    else post(w, deal->answers_at, BUYER_REPLY, worked_on);
    look_for_work(w, now, number);
    return 1;
}

static void on_day_start(World *w, int64_t now, int32_t number)
{
    Rep *rep = &w->reps[number];
    post(w, now + DAY, DAY_START, number);
    rep->busy = 0;
    rep->window_end = now + DAY;
    w->books->reps[number][w->month].paid += DAY;
    w->books->reps[number][w->month].idle += DAY;
    look_for_work(w, now, number);
}

static int happen(World *w, const Event *event)
{
    switch (event->kind) {
    case SETTLE: return on_settle(w, event->at, event->entity);
    case TASK_DONE: return on_task_done(w, event->at, event->entity);
    case BUYER_REPLY: on_buyer_reply(w, event->at, event->entity); return 1;
    case LEAD: on_lead(w, event->at); return 1;
    case DAY_START: on_day_start(w, event->at, event->entity); return 1;
    default:
        w->month = event->entity + 1;
        if (w->month < w->facts->months) post(w, w->borders[w->month + 1], MONTH_END, w->month);
        return 1;
    }
}

/* Simulate one replication into `books`. The other arrays are room to work in: `queues` holds a
 * row of `deals_room` for each rep. Returns 0, or 1 if a table was too small. */
int simulate(const Facts *facts, const int64_t *borders, const uint64_t *keys, int64_t replication,
             Firm *firms, Deal *deals, Event *heap, int32_t *queues, Books *books)
{
    World world = {.facts = facts, .borders = borders, .firms = firms, .deals = deals,
                   .heap = heap, .last_rep = NOBODY, .replication = replication, .books = books};
    memset(books, 0, sizeof *books);
    for (int64_t i = 0; i < facts->firms; i++) firms[i] = (Firm){keys[i], AVAILABLE, 0};
    for (int64_t i = 0; i < facts->reps; i++) {
        world.reps[i] = (Rep){.deal = NOBODY, .queue = queues + i * facts->deals_room};
        post(&world, 0, DAY_START, i);
    }
    await_lead(&world, 0);
    post(&world, borders[1], MONTH_END, 0);
    while (world.heap_size > 0) {
        if (books->deals + 1 > facts->deals_room || world.heap_size + 4 > facts->heap_room) return 1;
        Event event = take_first(&world);
        books->events += happen(&world, &event);
    }
    for (int64_t i = 0; i < books->deals; i++)
        if (deals[i].state == OPEN) books->stages[deals[i].step].open++;
    return 0;
}
