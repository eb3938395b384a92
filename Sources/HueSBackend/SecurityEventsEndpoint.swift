import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import Wire

/// Where the provider pushes security events (RFC 8935 §2): 202 for what is taken, seen before or not; 400 and a code of the
/// registry for what isn't.
struct SecurityEventsEndpoint: Sendable {
    let connection: Connection
    let devices: Devices
    let events: SeenEvents
    let settings: HueSSettings

    func receive(_ request: Request) async -> Response {
        guard let provider = await connection.provider else { return Response(status: .serviceUnavailable) }
        guard request.headers[.contentType] == SecurityEventCheck.mediaType,
            let body = try? await request.body.collect(upTo: HueSLimits.eventBytes)
        else { return refused(.invalidRequest) }
        let event: SecurityEvent
        do throws(SecurityEventCheck.Flaw) {
            event = try await provider.event(String(decoding: body.readableBytesView, as: UTF8.self))
        } catch { return refused(error) }
        // A disabled account's devices end, offline sessions and all. That a browser's session has ended, or a password was
        // changed, is shown: a device that has an offline session is meant to outlive it. An event may be told late: who has
        // signed in since, later than clocks may differ, is in again.
        if await events.add(event), event.name == "account-disabled", let subject = event.subject {
            await devices.endAll(of: subject, openedBefore: event.moment + HueSLimits.leeway)
        }
        return Response(status: .accepted)
    }

    private func refused(_ flaw: SecurityEventCheck.Flaw) -> Response {
        guard flaw != .unreachable else { return Response(status: .serviceUnavailable) }
        settings.logger.notice("a security event is refused", metadata: ["reason": "\(flaw.rawValue)"])
        let error: JSONObject = ["err": .string(flaw.rawValue), "description": "the event was not taken"]
        return Response(
            status: .badRequest, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: JSONWriter.write(error))))
    }
}
