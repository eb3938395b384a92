import Foundation
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Server

/// Requests with one thing wrong, for every path that we answer: by a table of its own elsewhere, or by this one. The end-to-end
/// tables send theirs as bytes to a server; what is wrong in the head alone is the edge's (`HostileFramesTests`).
@Suite(.bothDatabases) struct BadInputTests {
    private let world: BadInputWorld

    init() async throws { world = try await .shared }

    /// The suites that have tables of their own, and the paths that are theirs.
    private static let elsewhere: [String: [String]] = [
        "TokenRequestTests": ["/oauth2/token"], "GrantRequestTests": ["/oauth2/par", "/oauth2/bc-authorize"],
        "AuthorizationRequestTests": ["/oauth2/authorize"], "UserInfoRequestTests": ["/oauth2/userinfo"],
        "EndSessionRequestTests": ["/oauth2/logout", "/oauth2/logout/confirm"],
        "RegistrationRequestTests": ["/register", "/register/{client}"],
        "HandleTests": InteractionPage.allCases.map { $0.rawValue + "/{interaction}" },
        "SecondFactorTests": ["/enrol/{interaction}/kept"],
        "RecoveryCodesTests": ["/recovery-codes", "/recovery-codes/kept"],
        "SCIMRefusalTests": [
            "/Users", "/Users/{id}", "/Users/.search", "/Groups", "/Groups/{id}", "/Groups/.search", "/.search",
            "/ServiceProviderConfig", "/ResourceTypes", "/ResourceTypes/{id}", "/Schemas", "/Schemas/{id}",
        ].map { Issuer.Path.scim + $0 },
    ]

    @Test func `every path has a row`() throws {
        let answered = Set(world.provider.provider.router().routes.map { "\($0.path)" })
        let rows = Set(BadInput.table.map(\.route))
        let others = Set(Self.elsewhere.values.joined())
        #expect(rows.isDisjoint(with: others))
        #expect(answered.subtracting(rows.union(others)).isEmpty, "without a row")
        #expect(rows.union(others).subtracting(answered).isEmpty, "rows of no path")
    }

    @Test func `the suites that have tables of their own are there`() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
        let names = Set((files?.allObjects ?? []).compactMap { ($0 as? URL)?.lastPathComponent })
        for suite in Self.elsewhere.keys { #expect(names.contains(suite + ".swift"), "\(suite)") }
    }

    @Test(arguments: BadInput.table)
    func `what is wrong is told in the terms of its path`(_ input: BadInput) async throws {
        try input.expected.check(try await input.send(world))
    }
}
