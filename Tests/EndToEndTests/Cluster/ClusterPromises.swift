import Foundation
import Testing

/// What is promised of several nodes that share their records, each to be tried on a cluster.
enum ClusterPromises {
    /// A code is redeemed once, on whichever nodes it is tried at once.
    static func redeemOnce(_ load: ClusterLoad, codes: Int) async throws {
        let successes = try await withThrowingTaskGroup(of: Int.self) { tasks in
            var successes: [Int: Int] = [:]
            for number in 0..<codes {
                // Some at once: each has eight redemptions.
                if number >= 4, let count = try await tasks.next() { successes[count, default: 0] += 1 }
                tasks.addTask { try await load.race(try await load.authorize(load.cluster.issuer), 8) }
            }
            for try await count in tasks { successes[count, default: 0] += 1 }
            return successes
        }
        #expect(successes == [1: codes], "how often a code succeeded, and how many codes: \(successes)")
    }

    /// A grant, and its end, count in the next request on every node.
    static func grantCounts(_ load: ClusterLoad) async throws {
        let (city, unit) = (load.cluster.city, "H57.02.04")
        let nodes = (0..<Cluster.size).map { load.cluster.address($0) }
        try await city.employ("can.bo.dung")
        let before = try await load.holders(unit, at: load.cluster.issuer)
        for _ in 0..<5 {
            let grant = try await city.json(
                "grant", "add", "--to", "can.bo.dung", "--role", "nhan-su", "--unit", unit, "--reason", "Thử")
            for node in nodes { #expect(try await load.holders(unit, at: node) == before + 1, "\(node)") }
            try await city.succeed("grant", "revoke", try #require(grant["grant"].string))
            for node in nodes { #expect(try await load.holders(unit, at: node) == before, "\(node)") }
        }
    }

    /// Who is disabled is nobody any more on any node: neither by a session nor by what was issued before.
    static func disablingCounts(_ load: ClusterLoad) async throws {
        let nodes = (0..<Cluster.size).map { load.cluster.address($0) }
        // A token that nobody has asked about yet, and one that every node knows.
        let known = try await load.redeem(try await load.authorize(nodes[0]), nodes[0]).access
        var tokens: [(access: String, refresh: String)] = []
        for node in nodes {
            tokens.append(try await load.redeem(try await load.authorize(node), node))
            #expect(try await load.isActive(known, of: load.platform, at: node), "\(node)")
            #expect(try await load.userInfo(known, node) == 200, "\(node)")
        }
        let run = try await CommandLineTool.run(Assumed.disableAccount(Self.person, load.cluster.city.data))
        #expect(run.code == 0, "\(run)")
        for (node, tokens) in zip(nodes, tokens.dropFirst() + tokens.prefix(1)) {
            let answer = try await load.silently(node)
            let error = Form(of: answer.header("Location") ?? "")["error"]
            #expect(error == "login_required", "\(node): \(answer.status) \(answer.text)")
            for token in [known, tokens.access] {
                #expect(try await load.userInfo(token, node) == 401, "\(node)")
                #expect(try await !load.isActive(token, of: load.platform, at: node), "\(node)")
            }
            let refused = try await load.post(
                load.platform, node + "/oauth2/token", ClusterLoad.refreshForm(tokens.refresh))
            #expect(
                refused.status == 400 && refused.json["error"].string == "invalid_grant", "\(node): \(refused.text)")
        }
    }

    /// A key that was made is published by every node soon.
    static func keysAreShared(_ cluster: Cluster, within span: Duration) async throws {
        func published(_ node: Int) async throws -> Int {
            let keys = try await HTTP.get(cluster.address(node) + "/oauth2/jwks").json["keys"].array ?? []
            // The key of EdDSA is there a second time, as that of Ed25519 (RFC 9864).
            return keys.count { $0["use"].string == "sig" && $0["alg"].string != "Ed25519" }
        }
        let run = try await CommandLineTool.run(
            ["key", "rotate"] + Assumed.on(cluster.city.data), environment: Assumed.masterKeyEnvironment)
        #expect(run.code == 0, "\(run)")
        let end = ContinuousClock.now + span
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for node in 0..<Cluster.size {
                tasks.addTask {
                    while try await published(node) != 8, ContinuousClock.now < end {
                        try await Task.sleep(for: .milliseconds(20))
                    }
                    #expect(try await published(node) == 8, "node \(node)")
                }
            }
            try await tasks.waitForAll()
        }
    }

    // MARK: Who takes part

    private static let person = "can.bo.binh"
    private static let password = "Mat-Khau-Cua-Binh-2026"

    /// Registers clients, and signs somebody in.
    static func prepare(_ cluster: Cluster) async throws -> ClusterLoad {
        let service = try await register(
            "dich-vu", .init(name: "Dịch vụ", redirectURIs: [], grants: ["client_credentials"]), cluster)
        let platform = try await register(
            "nen-tang", .init(grants: ["authorization_code", "refresh_token", "device_code"]), cluster)
        let reports = try await register("bi-e2e", .init(name: "Báo cáo số", platform: "bi"), cluster)
        let reset = try await CommandLineTool.run(Assumed.resetAccount(Self.person, cluster.city.data))
        let code = try #require(reset.json["activation_code"].string, "\(reset)")
        let visitor = Visitor()
        let page = try await visitor.go(platform.authorizationURL(at: cluster.metadata))
        let place = try await visitor.signIn(page, Self.person, code, choosing: Self.password)
        #expect(Form(of: place.leavesFor ?? "")["code"] != nil, "\(place.page.text)")
        var load = ClusterLoad(
            cluster: cluster, ledger: ClusterLedger(), service: service, platform: platform, reports: reports,
            person: (Self.person, Self.password), cookies: try await visitor.cookies(at: cluster.issuer))
        load.quietHolders = try await load.holders(ClusterLoad.quietUnit, at: cluster.issuer)
        return load
    }

    private static func register(
        _ id: String, _ registration: Platform.Registration, _ cluster: Cluster
    ) async throws -> Platform {
        let run = try await CommandLineTool.run(registration.arguments(id: id, data: cluster.city.data))
        let secret = try #require(run.json["client_secret"].string, "\(run)")
        return Platform(id: id, secret: secret, registration: registration)
    }
}
