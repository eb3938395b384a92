import BenchmarkSupport

/// An operation of the table, and what it is to cost (issue 10): CPU time by what a signature costs in the same run, which
/// noise moves and so is only shown; and counts, which it can't move, and which fail the run.
struct Operation {
    /// What CPU time is compared with: P-256, one signature or one verification.
    enum Unit: String {
        case signature = "S"
        case verification = "V"
    }

    let name: String
    let unit: Unit
    /// To reach, in the unit; `nil` where nothing was agreed.
    let toReach: Double?
    let allocations: Double
    let syncs: Double
    /// One answer is one write; beginning to read another's may wake a loop besides.
    let writes: Double
    /// Who reads waits for no lock; who writes, for the writer.
    let futexes: Double

    init(
        _ name: String, _ unit: Unit = .signature, toReach: Double? = nil, allocations: Double, syncs: Double = 0.02,
        writes: Double = 1.05, futexes: Double = 0.5
    ) {
        self.name = name
        self.unit = unit
        self.toReach = toReach
        self.allocations = allocations
        self.syncs = syncs
        self.writes = writes
        self.futexes = futexes
    }

    /// What is too much.
    func excesses(of cost: OperationCost) -> [String] {
        [
            ("allocations", cost.allocations, allocations), ("writes", cost.writes, writes),
            ("syncs", cost.syncs, syncs), ("futexes", cost.futexes ?? 0, futexes),
        ].filter { $0.1 > $0.2 }.map { "\(name): \($0.1) \($0.0), at most \($0.2)" }
    }

    // MARK: The operations

    static let discovery = Operation("discovery", toReach: 2.4, allocations: 40)
    static let userInfo = Operation("UserInfo, own token in memory", .verification, toReach: 1.7, allocations: 210)
    static let introspection = Operation("introspection", .verification, toReach: 1.7, allocations: 215)
    static let clientCredentials = Operation(
        "client credentials, ES256", toReach: 12, allocations: 350, syncs: 0.5, futexes: 1)
    static let tokenExchange = Operation("token exchange, ES256", allocations: 450, syncs: 0.5, futexes: 1)
    /// Three requests: PAR, authorization and token. The load signs so much itself that none may find another to share with.
    static let provenCodeFlow = Operation(
        "PAR and code flow with DPoP and private_key_jwt", allocations: 2450, syncs: 3.1, writes: 3.15, futexes: 3.5)
    static let deviceAuthorization = Operation("device authorization", allocations: 320, syncs: 0.7, futexes: 1)
    static let devicePoll = Operation("device polling, pending", allocations: 200, syncs: 0.7, futexes: 1)
    static let refresh = Operation(
        "refresh with rotation, ES256", toReach: 16, allocations: 570, syncs: 0.5, futexes: 1)
    static let authorization = Operation(
        "authorize with a session", toReach: 9, allocations: 370, syncs: 0.6, futexes: 1)
    static let codeFlow = Operation(
        "code flow, ES256", toReach: 25, allocations: 880, syncs: 1, writes: 2.1, futexes: 2)
    /// With 64 at once many share a commit.
    static let crowdedCodeFlow = Operation(
        "code flow, ES256, 64 connections", toReach: 17, allocations: 880, syncs: 0.2, writes: 2.1, futexes: 1)
}
