import Database
import Directory
import Identity
import JOSE
import OpenIDConnect
import Permissions
import PolicyFiles
import Storage
import TestSupport
import Testing
import Wire

@testable import Server

/// A small city at a provider: two departments with their divisions, a policy of two platforms, and people in posts.
///
/// `an` and `giang` are officers of the division H57.01.01, `binh` heads the department H57.01 and administers it,
/// `chi` administers the city, `dung` has a post in each department, and `em` has none.
struct City: Sendable {
    let provider: RunningProvider
    let an, binh, chi, dung, em, giang: PersonID
    let binhAdministers, chiAdministers: GrantID

    static var units: String { SampleDepartments.units }
    static var posts: [(String, String)] { SampleDepartments.posts }
    static var roles: String { SampleDepartments.roles }
    static var policy: [PolicyFile] { SampleDepartments.policy }
    static func policy(roles: String) -> [PolicyFile] { SampleDepartments.policy(roles: roles) }

    init(_ provider: RunningProvider) async throws {
        self.provider = provider
        an = try await provider.addAccount("an.hue", name: "Nguyễn Văn An")
        binh = try await provider.addAccount("binh.hue", name: "Trần Thị Bình")
        chi = try await provider.addAccount("chi.hue", name: "Lê Chi")
        dung = try await provider.addAccount("dung.hue", name: "Phạm Dũng")
        em = try await provider.addAccount("em.hue", name: "Hồ Thị Em")
        giang = try await provider.addAccount("giang.hue", name: "Võ Giang")
        for platform in ["bi", "map"] {
            try await provider.register(
                platform, scopes: ["openid", "profile", "org", "permissions"], platform: platform)
        }
        try await provider.importUnits(Self.units)
        _ = try await provider.apply(Self.policy)
        let people = ["an": an, "binh": binh, "chi": chi, "dung": dung, "giang": giang]
        for (name, post) in Self.posts { try await provider.assign(try #require(people[name]), to: post) }
        binhAdministers = try await provider.give("quan-tri", to: .person(binh), at: "H57.01")
        chiAdministers = try await provider.give("quan-tri-thanh-pho", to: .person(chi), at: "H57")
    }

    /// Signs somebody in at a platform, in a browser of its own, and redeems the code.
    func signIn(_ name: String, at client: String = "bi", scope: String = "openid") async throws -> Acting {
        let browser = Browser(provider)
        let code = try await browser.code(client, [("scope", scope)], as: name + ".hue")
        return try Acting(browser, try await browser.redeem(code, client))
    }

    func platform(_ id: String = "bi", on node: RunningProvider? = nil) -> PlatformClient {
        PlatformClient(provider: node ?? provider, id: id)
    }
}

/// Somebody signed in, as a platform knows them.
struct Acting {
    let browser: Browser
    let reply: Reply
    let sub, sid: String

    init(_ browser: Browser, _ reply: Reply) throws {
        self.browser = browser
        self.reply = reply
        let claims = try browser.idToken(reply)
        sub = try #require(claims["sub"]?.string)
        sid = try #require(claims["sid"]?.string)
    }

    /// What the access token says.
    func accessToken() throws -> JSONObject {
        try UnverifiedJWT(parsing: try browser.accessToken(reply))
            .verified(by: try testSecrets.get().keys.current.published).claims
    }

    /// The claim of the scope `permissions` in the access token.
    func permissions() throws -> JSONObject? { try accessToken()["vn.gov.hue.permissions"]?.object }
}

/// A platform as it asks the Authorization API.
struct PlatformClient: Sendable {
    let provider: RunningProvider
    let id: String

    /// A question: may `sub` do this at that unit?
    static func question(
        _ sub: String, _ function: String, at unit: String, sid: String? = nil, persona: String? = nil
    ) -> JSONObject {
        var subject: JSONObject = ["type": "user", "id": .string(sub)]
        if let persona { subject["properties"] = ["persona": .string(persona)] }
        var json: JSONObject = [
            "subject": .object(subject), "action": ["name": .string(function)],
            "resource": ["type": "unit", "id": .string(unit)],
        ]
        if let sid { json["context"] = ["sid": .string(sid)] }
        return json
    }

    /// The answer in a word: `permit`, or the reason why not.
    func answer(
        _ sub: String, _ function: String, at unit: String, sid: String? = nil, persona: String? = nil
    ) async throws -> String {
        let question = Self.question(sub, function, at: unit, sid: sid, persona: persona)
        return try Self.word(try await ask("evaluation", question).json())
    }

    static func word(_ answer: JSONObject) throws -> String {
        switch answer["decision"] {
        case .bool(true): "permit"
        case .bool(false): try #require(answer["context"]?.object?["reason"]?.string, "\(answer)")
        default: try #require(nil, "no decision: \(answer)")
        }
    }

    /// The answers to several questions, in words.
    func answers(_ questions: [JSONObject], semantic: String? = nil) async throws -> [String] {
        var json: JSONObject = ["evaluations": .array(questions.map(JSONValue.object))]
        if let semantic { json["options"] = ["evaluations_semantic": .string(semantic)] }
        let reply = try await ask("evaluations", json)
        return try #require(try reply.json()["evaluations"]?.array, "\(reply.status) \(reply.text)")
            .map { try Self.word(try #require($0.object)) }
    }

    /// Everything that a search finds, page by page, by the member that names it.
    func search(_ kind: String, _ json: JSONObject, limit: Int? = nil) async throws -> [[String]] {
        var json = json
        var pages: [[String]] = []
        var token = ""
        repeat {
            var page: JSONObject = token.isEmpty ? [:] : ["token": .string(token)]
            if let limit { page["limit"] = .integer(Int64(limit)) }
            json["page"] = .object(page)
            let reply = try await ask("search/" + kind, json)
            let answer = try reply.json()
            let results = try #require(answer["results"]?.array, "\(reply.status) \(reply.text)")
            pages.append(
                try results.map { result in
                    try #require(result.object?[kind == "action" ? "name" : "id"]?.string)
                })
            token = try #require(answer["page"]?.object?["next_token"]?.string)
        } while !token.isEmpty && pages.count < 20
        return pages
    }

    func ask(_ path: String, _ json: JSONObject, headers: [(String, String)] = []) async throws -> Reply {
        try await ask(path, body: String(decoding: JSONWriter.write(json), as: UTF8.self), headers: headers)
    }

    func ask(
        _ path: String, body: String, type: String? = "application/json", secret: String? = nil,
        headers: [(String, String)] = []
    ) async throws -> Reply {
        let secret = Base64.encode(Array("\(id):\(secret ?? "the+secret+of+\(id)")".utf8))
        return try await Browser(provider).post(
            "/access/v1/" + path, body: body, type: type, headers: headers + [("Authorization", "Basic \(secret)")])
    }
}
