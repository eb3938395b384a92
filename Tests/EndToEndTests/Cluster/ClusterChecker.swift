import Foundation

/// Asks again for what clients were told, of every node by its own address: what something that broke has lost, or has
/// brought back.
struct ClusterChecker {
    let load: ClusterLoad
    /// How many hold a permission in each of some units.
    private var holders: [String: Int] = [:]
    private var given: (unit: String, grant: String)?
    private var turn = 0

    /// Units without others below them, and without the load's questions.
    private static let units = ["H57.01", "H57.02.04", "H57.05.01", "H57.19753.04"]

    init(_ load: ClusterLoad) async throws {
        self.load = load
        try await load.cluster.city.employ("can.bo.dung")
        for unit in Self.units { holders[unit] = try await load.holders(unit, at: load.cluster.issuer) }
    }

    /// Something is about to break: a grant is given just before, and the one before it is taken back.
    mutating func breaks() async throws {
        let city = load.cluster.city
        if let given {
            try await city.succeed("grant", "revoke", given.grant)
            holders[given.unit, default: 0] -= 1
        }
        let unit = Self.units[turn % Self.units.count]
        turn += 1
        let answer = try await city.json(
            "grant", "add", "--to", "can.bo.dung", "--role", "nhan-su", "--unit", unit, "--reason", "Thử")
        guard let grant = answer["grant"].string else { throw Installation.Nothing(description: answer.text) }
        holders[unit, default: 0] += 1
        given = (unit, grant)
        await load.ledger.breaks()
    }

    /// Every fact is so on each of some nodes, and so are the grants; and whoever begins anew there comes to a good end.
    func confirm(_ facts: [ClusterLedger.Fact], on nodes: Range<Int> = 0..<Cluster.size) async throws {
        for node in nodes {
            let base = load.cluster.address(node)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for (number, fact) in facts.enumerated() {
                    if number >= 8 { try await tasks.next() }
                    tasks.addTask { try await persistently { try await ask(fact, node) } }
                }
                try await tasks.waitForAll()
            }
            for (unit, count) in holders {
                let found = try await persistently { try await load.holders(unit, at: base) }
                if found != count { await wrong(node, "\(found) hold a permission in \(unit) that \(count) hold") }
            }
            for life in [load.tokenLife, load.codeLife, load.refreshLife] {
                try await persistently { try await life(base) }
            }
        }
    }

    /// A node without records says nothing, rather than what isn't so.
    /// - Returns: how often it said nothing.
    func expectSilence(_ facts: [ClusterLedger.Fact], of node: Int) async -> Int {
        await withTaskGroup(of: Bool.self) { tasks in
            for (number, fact) in facts.enumerated() where number % 20 == 0 {
                tasks.addTask {
                    do { try await ask(fact, node) } catch { return true }
                    return false
                }
            }
            return await tasks.reduce(into: 0) { count, isSilent in if isSilent { count += 1 } }
        }
    }

    private func ask(_ fact: ClusterLedger.Fact, _ node: Int) async throws {
        let base = load.cluster.address(node)
        switch fact {
        case .counts(let token, let client):
            if try await !isActive(token, client, base) { await wrong(node, "a token counts no more") }
        case .revoked(let token, let client):
            if try await isActive(token, client, base) { await wrong(node, "a token that was revoked counts again") }
        case .spent(let form, let client):
            let answer = try await load.post(client, base + "/oauth2/token", form)
            if answer.status == 200 {
                await wrong(node, "what was redeemed is redeemed again: \(form["grant_type"] ?? "")")
            }
            if answer.status != 400 { throw ClusterLoad.Refused(answer) }
        }
    }

    /// As introspection says, and UserInfo, where it is a person's.
    private func isActive(_ token: String, _ client: Platform, _ base: String) async throws -> Bool {
        let isActive = try await load.isActive(token, of: client, at: base)
        guard client.id == load.platform.id else { return isActive }
        let status = try await load.userInfo(token, base)
        if (status == 200) != isActive { await load.ledger.wrong("UserInfo says \(status), introspection \(isActive)") }
        return isActive
    }

    private func wrong(_ node: Int, _ what: String) async { await load.ledger.wrong("node \(node): \(what)") }

    /// As a good client does, which comes again three times.
    private func persistently<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
        for _ in 0..<3 {
            do { return try await body() } catch { try await Task.sleep(for: .milliseconds(100)) }
        }
        return try await body()
    }
}
