import Hummingbird
import Wire

/// `POST /simulation/faults`: `Faults` over HTTP, for a bench in another process. Only served when settings
/// allow.
///
/// `fault=<name>` sets one, with `lasting=once` (as if left out) or `lasting=until-cleared`; `fault=none`
/// clears.
struct FaultsEndpoint: Sendable {
    let faults: Faults

    func respond(to request: Request) async -> Response {
        guard let form = try? await request.form(), let name = try? form.single("fault") else {
            return .refusal("invalid_request", "send a form with fault=NAME; \(Self.names)")
        }
        if name == "none" {
            await faults.clear()
            return Response(status: .noContent)
        }
        guard let fault = Fault(rawValue: name) else {
            return .refusal("invalid_request", "there is no such fault; \(Self.names)")
        }
        guard let lasting = Faults.Lasting(rawValue: (try? form.single("lasting")) ?? "once") else {
            return .refusal("invalid_request", "lasting is once or until-cleared")
        }
        do {
            try await faults.set(fault, lasting: lasting)
            return Response(status: .noContent)
        } catch {
            return Response(status: .internalServerError)
        }
    }

    private static let names = "names: none, " + Fault.allCases.map(\.rawValue).joined(separator: ", ")
}
