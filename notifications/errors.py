"""What can go wrong between us and a reader."""


class DeliveryError(Exception):
    """A mail that was not accepted; `permanent` says that trying again cannot help.

    `unreachable` says that no mail at all can leave at present, so that the rest need not be tried.
    """

    def __init__(self, message: str, *, permanent: bool, unreachable: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.unreachable = unreachable
