import OpenIDConnect

extension Provider {
    /// What receivers of security events ask (OpenID SSF 1.0); nothing where nobody is told of them. Subjects are neither added nor
    /// removed: those paths aren't there.
    func addEventStreams(_ routes: Routes, _ rates: StrangerRates) {
        guard let events = EventStreamEndpoint(self) else { return }
        routes.publish(TransmitterMetadata.path, events.metadata)
        routes.register(
            Issuer.Path.eventStream,
            [
                .post: rates.limitedRefusals(events.create), .get: rates.limitedRefusals(events.read),
                .patch: rates.limitedRefusals(events.change(.update)),
                .put: rates.limitedRefusals(events.change(.replace)), .delete: rates.limitedRefusals(events.remove),
            ])
        routes.answer(
            Issuer.Path.eventStreamStatus, get: rates.limitedRefusals(events.status),
            post: rates.limitedRefusals(events.setStatus))
        routes.answer(Issuer.Path.eventStreamVerification, post: rates.limitedRefusals(events.verify))
        routes.answer(Issuer.Path.eventPolling, post: rates.limitedRefusals(events.poll))
    }
}
