/// How a service lets time pass. Tests let it pass by their own clock.
struct Pace: Sendable {
    let wait: @Sendable (Duration) async throws -> Void

    static let real = Pace { try await Task.sleep(for: $0) }
}
