"""The words of C: which names are taken, and small functions for what Python has and C has not."""

# fmt: off
C_WORDS = """
    alignas alignof auto bool break case char const constexpr continue default do double else enum extern false float
    for goto if inline int long main malloc free nullptr register restrict return short signed sizeof static run
    static_assert struct switch thread_local true typedef typeof typeof_unqual union unsigned void volatile while asm
    errno stdin stdout stderr printf list table result failed blocks block
    j0 j1 jn y0 y1 yn gamma signgam drem significand scalb pow10 pow div abs abort exit atof NULL I NAN INFINITY
    ceil floor round rint trunc nearbyint fmin fmax fma fmod frexp ldexp modf hypot cbrt exp2 tgamma lgamma nan logb
    ilogb scalbn scalbln lrint llrint lround llround remainder remquo nextafter nexttoward fdim isnormal signbit
    isunordered isless isgreater islessequal isgreaterequal islessgreater fpclassify finite infnan linux unix
    EOF BUFSIZ DOMAIN SING OVERFLOW UNDERFLOW PLOSS TLOSS HUGE LIST WNOHANG WUNTRACED WSTOPPED WEXITED
    WCONTINUED WNOWAIT
"""
C_MACROS = r"(M|FE|FP|SEEK|L|P|EXIT|RAND|FILENAME|FOPEN|TMP|MB|MATH|HUGE)_[A-Z0-9_]*|_.*|.*__.*"
C_FUNCTIONS = """
    exp expm1 log log1p log2 log10 sqrt sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh erf erfc
    fabs floor ceil copysign isnan isinf isfinite hypot
"""
C_HELPERS = {  # what Python has and C has not, by its name; each may use those before it
"list": """
typedef struct { double *at; long n; } list;
#define LIST(...) ((list){(double[]){__VA_ARGS__}, sizeof((double[]){__VA_ARGS__}) / sizeof(double)})""",
"table": """
typedef struct { double *at; long n, width; } table;  // rows of numbers, one after the other""",
"block": """
typedef struct block { struct block *before; double numbers[]; } block;
static _Thread_local block *blocks;  // memory for lists, until the next turn of the outermost loop""",
"forget": """
static void forget(block *until) {
    while (blocks != until) {
        block *before = blocks->before;
        free(blocks);
        blocks = before;
    }
}""",
"new_list": """
static list new_list(long n) {
    block *room = calloc(1, sizeof(block) + n * sizeof(double));
    if (!room) abort();
    room->before = blocks;
    blocks = room;
    return (list){room->numbers, n};
}""",
"copied": """
static list copied(list xs) {
    list copy = new_list(xs.n);
    for (long i = 0; i < xs.n; i++) copy.at[i] = xs.at[i];
    return copy;
}""",
"filled": """
static list filled(double x, long n) {
    list xs = new_list(n);
    for (long i = 0; i < n; i++) xs.at[i] = x;
    return xs;
}""",
"with_last": """
static list with_last(list xs, double x) {
    list longer = new_list(xs.n + 1);
    for (long i = 0; i < xs.n; i++) longer.at[i] = xs.at[i];
    longer.at[xs.n] = x;
    return longer;
}""",
"cut": """
static list cut(list xs, long start, long stop) {
    return (list){xs.at + start, (stop < xs.n ? stop : xs.n) - start};
}""",
"removed": """
static list removed(list xs, double x) {
    long i = 0, n = 0;
    while (xs.at[i] != x) i++, n++;
    while (++i < xs.n) xs.at[n++] = xs.at[i];
    return (list){xs.at, n};
}""",
"shorter": """
static long shorter(long m, long n) {
    return m < n ? m : n;
}""",
"larger": """
static double larger(double x, double y) {
    return y > x ? y : x;
}""",
"smaller": """
static double smaller(double x, double y) {
    return y < x ? y : x;
}""",
"largest": """
static double largest(list xs) {
    double top = xs.at[0];
    for (long i = 1; i < xs.n; i++) top = xs.at[i] > top ? xs.at[i] : top;
    return top;
}""",
"smallest": """
static double smallest(list xs) {
    double least = xs.at[0];
    for (long i = 1; i < xs.n; i++) least = xs.at[i] < least ? xs.at[i] : least;
    return least;
}""",
"any_nan": """
static int any_nan(list xs) {
    for (long i = 0; i < xs.n; i++) if (isnan(xs.at[i])) return 1;
    return 0;
}""",
"failed": """
static _Thread_local int failed;  // a comparison came out differently""",
"hypotenuse": """
static double hypotenuse(list xs) {  // Python's own may differ in the last bit
    double length = 0.0;
    for (long i = 0; i < xs.n; i++) length = hypot(length, xs.at[i]);
    return length;
}""",
}
PYTHONS_HYPOT = """
double (*python_hypot)(double *, long);  // which is set by who loads this: C's own differs in the last bit

static double hypotenuse(list xs) {
    return python_hypot(xs.at, xs.n);
}"""
C_RUN = """\
int run({given}) {{
    feclearexcept(FE_ALL_EXCEPT);
    failed = 0;
    {name}({call});
    {forget}
    return failed || fetestexcept(FE_DIVBYZERO | FE_OVERFLOW | FE_INVALID);
}}"""
C_DESCENT = """\
enum {{
    PARAMETERS = {parameters}, LEAVES = {leaves}, OTHERS = {others}, GIVEN = {given}, DRAWN = {drawn},
    OUTPUT = {output}, NUMBERS = {numbers}, STATE = NUMBERS + {lists} * PARAMETERS
}};

static int are_below(double bound, double *xs, long n) {{
    for (long i = 0; i < n; i++) if (!(fabs(xs[i]) < bound)) return 0;
    return 1;
}}

static int flags(void) {{
    return fetestexcept(FE_DIVBYZERO | FE_OVERFLOW | FE_INVALID);
}}

// Move the parameters; the state of the optimizer is its numbers, and lists of a number for each parameter.
int move(double *parameters, double *grads, double *state) {{
    double *lists = state + NUMBERS;
    feclearexcept(FE_ALL_EXCEPT);
    {update};
    forget(0);
    return flags() || !are_below(INFINITY, parameters, PARAMETERS);
}}

// The losses and the outputs of a batch, and the gradient of its mean loss and of the penalty.
static int pass(double *rows, long n, double *leaves, double *others, double *losses, double *outputs, double *grads) {{
    feclearexcept(FE_ALL_EXCEPT);
    failed = 0;
    if (!are_below({safe}, rows, n * (GIVEN + DRAWN)) || !are_below({safe}, leaves, LEAVES)) return 1;
    {batch}((table){{rows, n, GIVEN + DRAWN}}, (list){{leaves, LEAVES}}, losses, outputs, grads);
    for (long i = 0; i < PARAMETERS; i++) grads[i] /= n;
    {penalty}
    forget(0);
    return failed || flags() || !are_below(INFINITY, losses, n) || !are_below(INFINITY, grads, PARAMETERS);
}}

// How many steps of training were made: fewer than there are batches if the next one is Python's, for it may raise an
// error. Random numbers are there for each example in its turn; they stand at the end of its row.
int run(double *examples, double *random, long *order, long n, long size, double *leaves, double *others,
    double *state, double *grads, double *losses, double *outputs, double max_norm) {{
    int made = 0;
    double *rows = malloc(size * (GIVEN + DRAWN) * sizeof(double));
    double *kept = malloc((PARAMETERS + STATE + 1) * sizeof(double));
    for (; n > 0 && rows && kept; n -= size, made++) {{
        long count = shorter(size, n);
        for (long i = 0; i < count; i++, random += DRAWN) {{
            double *row = rows + i * (GIVEN + DRAWN);
            memcpy(row, examples + *order++ * GIVEN, GIVEN * sizeof(double));
            memcpy(row + GIVEN, random, DRAWN * sizeof(double));
        }}
        if (pass(rows, count, leaves, others, losses, outputs, grads)) break;
        {clip}
        memcpy(kept, leaves, PARAMETERS * sizeof(double));
        memcpy(kept + PARAMETERS, state, STATE * sizeof(double));
        if (move(leaves, grads, state)) {{
            memcpy(leaves, kept, PARAMETERS * sizeof(double));
            memcpy(state, kept + PARAMETERS, STATE * sizeof(double));
            break;
        }}
        losses += count;
        outputs += count * OUTPUT;
    }}
    free(rows);
    free(kept);
    return made;
}}"""
C_PENALTY = """\
double result[PARAMETERS + 1];
    {added}((list){{leaves, PARAMETERS}}, (list){{others, OTHERS}}, (list){{grads, PARAMETERS}}, result);
    memcpy(grads, result + 1, PARAMETERS * sizeof(double));"""
C_CLIP = """\
double norm = hypotenuse((list){grads, PARAMETERS});
        if (!isfinite(norm)) break;
        double scale = smaller(1.0, max_norm / (norm + 1e-6));
        for (long i = 0; i < PARAMETERS; i++) grads[i] *= scale;"""
# fmt: on
