import Identity
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Server

/// The search for people who may do something: page by page, and naming no more of them than was asked for.
@Suite(.bothDatabases) struct SubjectSearchTests {
    private let provider: RunningProvider
    private let city: City
    private let bi: PlatformClient
    /// Everybody who may.
    private let holders: [PersonID]

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        bi = city.platform()
        var holders = [city.an, city.giang, city.dung]
        for number in 1...4 {
            let person = try await provider.addAccount("officer.\(number)", name: "Cán bộ \(number)")
            try await provider.assign(person, to: "chuyen-vien@H57.02.01")
            holders.append(person)
        }
        for person in holders { try await provider.give("nguoi-xem", to: .person(person), at: "H57") }
        self.holders = holders
    }

    private static let search: JSONObject = [
        "subject": ["type": "user"], "action": ["name": "dashboard.view"],
        "resource": ["type": "unit", "id": "H57"],
    ]

    private func sub(_ person: PersonID, _ sector: String = "bi.hue.test") -> String {
        provider.provider.subjects.subject(of: person, for: .pairwise(sector: sector))
    }

    /// One page: whom it names, and the token of the next.
    private func page(after token: String? = nil, limit: Int = 2) async throws -> (found: [String], next: String) {
        var page: JSONObject = ["limit": .integer(Int64(limit))]
        page["token"] = token.map(JSONValue.string)
        var search = Self.search
        search["page"] = .object(page)
        let reply = try await bi.ask("search/subject", search)
        let results = try #require(try reply.json()["results"]?.array, "\(reply.status) \(reply.text)")
        let next = try reply.json()["page"]?.object?["next_token"]?.string
        return (try results.map { try #require($0.object?["id"]?.string) }, try #require(next))
    }

    private func remembered() async throws -> Set<String> {
        Set(try await provider.texts("SELECT person FROM subjects"))
    }

    private func disable(_ person: PersonID) async throws {
        try await provider.execute("UPDATE people SET is_enabled = 0 WHERE id = '\(person.text)'")
    }

    @Test(arguments: [(2, [2, 2, 2, 1]), (7, [7]), (6, [6, 1]), (1, [1, 1, 1, 1, 1, 1, 1])])
    func `all are found, each once, in pages of the size that was asked for`(
        _ limit: Int, _ sizes: [Int]
    ) async throws {
        let pages = try await bi.search("subject", Self.search, limit: limit)
        #expect(pages.map(\.count) == sizes)
        #expect(pages.flatMap { $0 }.sorted() == holders.map { sub($0) }.sorted())
        #expect(try await bi.search("subject", Self.search, limit: limit) == pages)
    }

    @Test func `only the people of the pages that were asked for are told, and can be asked about`() async throws {
        #expect(try await remembered().isEmpty)
        let first = try await page()
        #expect(try await remembered() == Set(holders.filter { first.found.contains(sub($0)) }.map(\.text)))
        #expect(try await remembered().count == 2)
        let second = try await page(after: first.next)
        #expect(try await remembered().count == 4)
        for person in holders {
            let isTold = (first.found + second.found).contains(sub(person))
            // With two posts, the platform says which one it means.
            let persona = person == city.dung ? "tro-ly@H57.02" : nil
            #expect(
                try await bi.answer(sub(person), "dashboard.view", at: "H57", persona: persona)
                    == (isTold ? "permit" : "unknown_subject"))
        }
    }

    @Test(arguments: 0..<7)
    func `whoever is disabled is left out, is told to nobody, and leaves no gap`(_ place: Int) async throws {
        let order = holders.sorted()
        try await disable(order[place])
        let pages = try await bi.search("subject", Self.search, limit: 2)
        let others = order.filter { $0 != order[place] }
        #expect(pages.flatMap { $0 } == others.map { sub($0) })
        #expect(pages.filter { !$0.isEmpty }.map(\.count) == [2, 2, 2])
        #expect(try await remembered() == Set(others.map(\.text)))
    }

    @Test func `a search goes on after somebody who has been disabled, or has lost the right, since`() async throws {
        let order = holders.sorted()
        let first = try await page()
        try await disable(order[1])
        let grant = try #require(try await provider.grants().first { $0.subject == .person(order[3]) })
        let second = try await page(after: first.next)
        #expect(second.found == order[2...3].map { sub($0) })
        _ = try await provider.revoke(grant.id).done()
        #expect(try await page(after: second.next).found == order[4...5].map { sub($0) })
    }

    @Test func `a token that isn't one of ours is refused`() async throws {
        _ = try await city.signIn("an", at: "map")
        let names = ["nobody", sub(city.an), sub(city.an, "map.hue.test"), city.an.text]
        // As ours begin for this search, and without that.
        let start = try Base64URL.decode(try await page(limit: 0).next).dropLast()
        try #require(start.count == 16)
        let tokens = [[], Array(start)].flatMap { start in names.map { Base64URL.encode(start + Array($0.utf8)) } }
        for token in tokens + ["?", "a", Base64URL.encode([0xFF]), Base64URL.encode(start + [0xFF])] {
            var search = Self.search
            search["page"] = ["token": .string(token), "limit": 2]
            #expect(try await bi.ask("search/subject", search).status == 400, "\(token)")
        }
        #expect(try await provider.texts("SELECT person FROM subjects") == [city.an.text])
    }

    @Test func `a page of nobody names nobody, and the search stands where it was`() async throws {
        let first = try await page()
        let none = try await page(after: first.next, limit: 0)
        #expect(none.found.isEmpty && none.next == first.next)
        #expect(try await remembered().count == 2)
        let start = try await page(limit: 0)
        #expect(start.found.isEmpty)
        #expect(try await page(after: start.next) == first)
    }
}
