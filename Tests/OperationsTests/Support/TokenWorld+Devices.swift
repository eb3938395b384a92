import Accounts
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

extension TokenWorld {
    func begin(
        scope: String = "openid profile", by other: Client? = nil
    ) async throws
        -> BeginDeviceAuthorization.Outcome
    {
        try await BeginDeviceAuthorization(here.installation).begin(
            authentication(of: other ?? client).get(), FormParameters([("scope", scope)]), act)
    }

    /// A device that waits for a person.
    func device(scope: String = "openid profile") async throws -> DeviceAuthorizationResponse {
        try #require(try await begin(scope: scope).response)
    }

    /// The person of the session finds the device by its code, and approves it.
    func approve(_ device: DeviceAuthorizationResponse) async throws -> Bool {
        let found = try #require(
            try await here.read { transaction in try transaction.devicesWaiting.find(device.userCode.hash) })
        let interaction = Interaction(
            id: InteractionID(random: here.installation.random), source: .device(found.code, typed: device.userCode),
            clientID: found.client, progress: .init(startedAt: clock.now), isComplete: false)
        try await here.write { transaction in
            try transaction.interactions.begin(interaction, browser: .init(random: SeededRandom(seed: 31)))
        }
        return try await IssueCode(here.installation, issuer: issuer).approve(
            found.code, SignInDemand(found, client: client), by: SignedIn(session: session, name: ""),
            interaction: interaction.id, act
        ).given != nil
    }

    func deny(_ device: DeviceAuthorizationResponse) async throws -> Bool {
        try await here.write { [clock] transaction in
            try transaction.devicesWaiting.deny(device.code.hash, at: clock.now)
        }
    }

    func poll(
        _ device: DeviceAuthorizationResponse, resource: String? = nil, by other: Client? = nil
    ) async throws -> TokenOutcome {
        var pairs = [("grant_type", GrantType.deviceCode.rawValue), ("device_code", device.code.text)]
        if let resource { pairs.append(("resource", resource)) }
        return try await send(pairs, by: other)
    }
}

extension BeginDeviceAuthorization.Outcome {
    var response: DeviceAuthorizationResponse? { if case .begun(let response) = self { response } else { nil } }
}
