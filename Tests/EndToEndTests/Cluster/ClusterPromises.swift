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
    static func grantCounts(_ cluster: Cluster) async throws {
        let reports = try await register("bi-e2e", .init(name: "Báo cáo số", platform: "bi"), cluster)
        func holders(_ node: Int) async throws -> Int {
            let question: JSON = [
                "subject": ["type": "user"], "action": ["name": "dashboard.view"],
                "resource": ["type": "unit", "id": "H57.02.04"],
            ]
            let answer = try await HTTP.send(
                WireRequest(
                    method: "POST", url: cluster.address(node) + "/access/v1/search/subject",
                    headers: [("Content-Type", "application/json"), reports.basic()],
                    body: Array(question.text.utf8)))
            try #require(answer.status == 200, "\(answer.text)")
            return try #require(answer.json["results"].array).count
        }
        try await cluster.city.employ("can.bo.dung")
        var before: [Int] = []
        for node in 0..<Cluster.size { before.append(try await holders(node)) }
        for _ in 0..<5 {
            let grant = try await cluster.city.json(
                "grant", "add", "--to", "can.bo.dung", "--role", "nhan-su", "--unit", "H57.02.04", "--reason", "Thử")
            for node in 0..<Cluster.size { #expect(try await holders(node) == before[node] + 1, "node \(node)") }
            try await cluster.city.succeed("grant", "revoke", try #require(grant["grant"].string))
            for node in 0..<Cluster.size { #expect(try await holders(node) == before[node], "node \(node)") }
        }
    }

    /// Who is disabled is nobody any more on any node.
    static func disablingCounts(_ load: ClusterLoad) async throws {
        let nodes = (0..<Cluster.size).map { load.cluster.address($0) }
        for node in nodes { _ = try await load.authorize(node) }
        let run = try await CommandLineTool.run(Assumed.disableAccount(Self.person, load.cluster.city.data))
        #expect(run.code == 0, "\(run)")
        for node in nodes {
            let answer = try await load.silently(node)
            let error = Form(of: answer.header("Location") ?? "")["error"]
            #expect(error == "login_required", "\(node): \(answer.status) \(answer.text)")
        }
    }

    /// A key that was made is published by every node soon.
    static func keysAreShared(_ cluster: Cluster) async throws {
        func published(_ node: Int) async throws -> Int {
            let keys = try await HTTP.get(cluster.address(node) + "/oauth2/jwks").json["keys"].array ?? []
            // The key of EdDSA is there a second time, as that of Ed25519 (RFC 9864).
            return keys.count { $0["use"].string == "sig" && $0["alg"].string != "Ed25519" }
        }
        let run = try await CommandLineTool.run(
            ["key", "rotate"] + Assumed.on(cluster.city.data), environment: Assumed.masterKeyEnvironment)
        #expect(run.code == 0, "\(run)")
        for node in 0..<Cluster.size {
            for _ in 0..<100 where try await published(node) != 8 { try await Task.sleep(for: .milliseconds(100)) }
            #expect(try await published(node) == 8, "node \(node)")
        }
    }

    // MARK: Who takes part

    private static let person = "can.bo.binh"

    /// Registers clients, and signs somebody in.
    static func prepare(_ cluster: Cluster) async throws -> ClusterLoad {
        let service = try await register(
            "dich-vu", .init(name: "Dịch vụ", redirectURIs: [], grants: ["client_credentials"]), cluster)
        let platform = try await register("nen-tang", .init(), cluster)
        let reset = try await CommandLineTool.run(Assumed.resetAccount(Self.person, cluster.city.data))
        let code = try #require(reset.json["activation_code"].string, "\(reset)")
        let visitor = Visitor()
        let page = try await visitor.go(platform.authorizationURL(at: cluster.metadata))
        let place = try await visitor.signIn(page, Self.person, code, choosing: "Mat-Khau-Cua-Binh-2026")
        #expect(Form(of: place.leavesFor ?? "")["code"] != nil, "\(place.page.text)")
        let cookies = try await visitor.cookies(at: cluster.issuer).map { "\($0.key)=\($0.value)" }
        return ClusterLoad(
            cluster: cluster, ledger: ClusterLedger(), service: service, platform: platform,
            cookies: cookies.sorted().joined(separator: "; "))
    }

    private static func register(
        _ id: String, _ registration: Platform.Registration, _ cluster: Cluster
    ) async throws -> Platform {
        let run = try await CommandLineTool.run(registration.arguments(id: id, data: cluster.city.data))
        let secret = try #require(run.json["client_secret"].string, "\(run)")
        return Platform(id: id, secret: secret, registration: registration)
    }
}
